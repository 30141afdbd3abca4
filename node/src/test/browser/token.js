'use strict';
// The dashboard of a node that wants a token: node token.js URL CHROMIUM PROFILE TOKEN
const assert = require('node:assert/strict');
const { open, until, untilSays, run } = require('./browser.js');

const [url, executable, profile, token] = process.argv.slice(2);

run(async () => {
  const { context, page, complaints, elsewhere } = await open(executable, profile, url);
  const addresses = [];
  page.on('request', (request) => addresses.push(request.url()));
  page.on('websocket', (socket) => addresses.push(socket.url()));
  await page.goto(url);
  await page.locator('#token-text').waitFor();
  assert.equal(await page.locator('#validators tbody tr').count(), 0);

  await page.locator('#token-text').fill('wrong');
  await page.locator('#token button').click();
  await untilSays(page, '#token-answer', 'does not take this token');
  await page.locator('#token-text').fill('falsch: äß€');
  await page.locator('#token button').click();
  await until(page, () => document.querySelector('#token-text').value === '' && document.body.dataset.link === 'token');
  await page.locator('#token-text').fill(token);
  await page.locator('#token-text').press('Enter');
  await untilSays(page, '#link', 'live');
  await until(page, () => document.querySelectorAll('#validators tbody tr').length === 1);
  assert.equal(await page.locator('#token').isVisible(), false);

  // It is in this tab's memory, and in no place that stays or is seen.
  await page.reload();
  await untilSays(page, '#link', 'live');
  assert.deepEqual(await page.evaluate(() => [localStorage.length, document.cookie]), [0, '']);
  assert.ok(addresses.length > 5);
  for (const address of [...addresses, page.url()]) {
    assert.ok(!address.includes(token) && !address.includes('?'), address);
  }
  assert.ok(!(await page.content()).includes(token));
  const other = await context.newPage();
  await other.goto(url);
  await other.locator('#token-text').waitFor();
  // A browser itself complains of what is refused.
  assert.deepEqual(complaints.filter((text) => !/Authentication failed|status of 401/.test(text)), []);
  assert.deepEqual(elsewhere, []);
  await context.close();
});
