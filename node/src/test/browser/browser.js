'use strict';
// What the tests of the dashboard share: a browser, a page that is watched, and a word with the test that runs this.
const assert = require('node:assert/strict');
const readline = require('node:readline');
const { chromium } = require('playwright-core');

const PATIENCE = 90_000;
const answers = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Asks the test for something, and returns when it was done. */
async function ask(what) {
  console.log(`please ${what}`);
  const answer = await answers.next();
  assert.equal(answer.value, 'done', `the test ended before it was to ${what}`);
}

/** Opens a browser without a past, and a page of which all complaints and requests are kept. */
async function open(executablePath, profile, url) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    chromiumSandbox: false,
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
  });
  context.setDefaultTimeout(PATIENCE);
  const page = context.pages()[0] ?? await context.newPage();
  const complaints = [];
  const elsewhere = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const origin = new URL(url).host;
  page.on('request', (request) => {
    if (new URL(request.url()).host !== origin) elsewhere.push(request.url());
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== origin) elsewhere.push(socket.url());
  });
  return { context, page, complaints, elsewhere };
}

/** Waits until a function of the page's is true of it. */
function until(page, condition, argument) {
  return page.waitForFunction(condition, argument, { timeout: PATIENCE, polling: 100 });
}

/** Waits until an element says something that contains a text. */
function untilSays(page, selector, text) {
  return until(page, ([where, what]) => document.querySelector(where)?.textContent.includes(what), [selector, text]);
}

function run(test) {
  test().then(() => process.exit(0), (failure) => {
    console.error(failure);
    process.exit(1);
  });
}

module.exports = { ask, open, until, untilSays, run };
