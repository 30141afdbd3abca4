'use strict';
// The dashboard of one of four validators, the last of which lies: node network.js URL CHROMIUM PROFILE
const assert = require('node:assert/strict');
const { ask, open, until, untilSays, run } = require('./browser.js');

const [url, executable, profile] = process.argv.slice(2);
const HOSTILE = '<img src=x onerror="window.hit=1">';

run(async () => {
  const { context, page, complaints, elsewhere } = await open(executable, profile, url);
  const answer = await page.goto(url);
  assert.equal(answer.status(), 200);
  await untilSays(page, '#link', 'live');

  // The validators, each with its power and its last vote.
  await until(page, () => document.querySelectorAll('#validators tbody tr').length >= 3);
  const names = await page.locator('#validators tbody th').allTextContents();
  for (const name of ['alice', 'bob', 'charlie']) assert.ok(names.includes(name), `${name} is in ${names}`);
  await until(page, () => Array.from(document.querySelectorAll('#validators tbody tr'))
    .filter((row) => /(notarize|finalize) \d/.test(row.cells[3].textContent)).length >= 3);
  await untilSays(page, '#validators tbody', 'this node');
  await untilSays(page, '#validators tbody', 'no faults');
  await untilSays(page, '#verdict', 'Blocks become final');
  await untilSays(page, '#who', 'chain local4 · alice');

  // Votes arrive: of one view, and later of another, with the quorum that they make.
  const viewShown = () => page.locator('#round-title').textContent();
  await until(page, () => document.querySelectorAll('#votes circle.notarize').length >= 3
    && document.querySelectorAll('#votes path.quorum').length >= 1);
  const before = await viewShown();
  await until(page, (known) => document.querySelector('#round-title').textContent !== known
    && document.querySelectorAll('#votes circle').length >= 3, before);
  assert.match(await viewShown(), /^View [\d,]+$/);
  assert.match(await page.locator('#votes').getAttribute('aria-label'), /^Votes of view \d+: \d of \d notarize/);

  // The plots have something in them.
  await until(page, () => document.querySelector('#latency-plot .dots')?.getAttribute('d').length > 0);
  await until(page, () => document.querySelector('#rate-plot .bars')?.getAttribute('d').length > 0);
  await until(page, () => / m?s$/.test(document.querySelector('#latency').textContent));

  // A decision, from its opening by a vote to its result; what others call it stays text.
  await ask('vote');
  const card = page.locator('#decisions > ul > li', { hasText: 'lunch' });
  await card.locator('.tally', { hasText: 'soup' }).waitFor();
  await untilSays(page, '#decisions', '1 of 3 voted');
  await ask('decide');
  await card.locator('.status', { hasText: 'decided: soup' }).waitFor();
  assert.equal(await card.locator('.tally .number').first().textContent(), '2');
  await page.locator('#decisions h3', { hasText: HOSTILE }).waitFor();
  await page.locator('#decisions .value', { hasText: '<script>window.hit=1</script>' }).waitFor();
  assert.equal(await page.locator('main img, main script').count(), 0);
  assert.equal(await page.evaluate(() => window.hit), undefined);

  // Who lied, and who is connected.
  await until(page, () => Array.from(document.querySelectorAll('#evidence tbody tr'))
    .some((row) => row.textContent.includes('dave') && row.textContent.includes('Equivocation')));
  await until(page, () => ['bob', 'charlie'].every((name) =>
    Array.from(document.querySelectorAll('#peers tbody th')).some((cell) => cell.textContent === name)));

  // On a phone, and in a dark room.
  for (const [width, height] of [[390, 844], [1280, 900]]) {
    await page.setViewportSize({ width, height });
    await until(page, (most) => document.documentElement.scrollWidth <= most
      && Array.from(document.querySelectorAll('main *')).every((one) => one.getBoundingClientRect().right <= most + 0.5), width);
    for (const colorScheme of ['dark', 'light']) {
      await page.emulateMedia({ colorScheme });
      const { ground, worst } = await page.evaluate(readability);
      assert.ok(colorScheme === 'dark' ? ground < 0.02 : ground > 0.8, `the ground is ${ground} when ${colorScheme}`);
      // WCAG 2, 1.4.3.
      assert.ok(worst.contrast >= 4.5, `${worst.text} has a contrast of ${worst.contrast} when ${colorScheme}`);
    }
  }

  assert.deepEqual(complaints, []);

  // It says what is wrong, and who is missing.
  await ask('stop all others');
  await untilSays(page, '#verdict', 'No block can become final: too little voting power is connected');
  await untilSays(page, '#why', 'bob, charlie');
  assert.equal(await page.locator('#health').getAttribute('data-level'), 'bad');
  assert.deepEqual(complaints, []);

  // It comes back by itself.
  await page.evaluate(() => { window.same = true; });
  await ask('stop the node');
  await untilSays(page, '#link', 'disconnected');
  await untilSays(page, '#verdict', 'Disconnected from the node');
  await ask('start the node');
  await untilSays(page, '#link', 'live');
  await untilSays(page, '#verdict', 'No block can become final');
  assert.equal(await page.evaluate(() => window.same), true);
  // A browser itself complains of each connection that is refused.
  assert.deepEqual(complaints.filter((text) => !/ERR_CONNECTION_REFUSED|WebSocket connection to .* failed/.test(text)), []);
  assert.deepEqual(elsewhere, []);
  await context.close();
});

/** How bright the ground is, and the text that stands out least from what is behind it, by WCAG 2. */
function readability() {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((each) => {
      const share = each / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let one = element; one !== null; one = one.parentElement) {
      const colour = channels(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return luminance(colour);
    }
    return 1;
  };
  // Whatever the validators are at just now.
  const phases = ['finalized', 'notarized', 'nullified'].map((phase) => {
    const shown = document.createElement('span');
    shown.dataset.phase = phase;
    shown.textContent = phase;
    document.querySelector('#validators').append(shown);
    return shown;
  });
  const worst = { contrast: Infinity, text: '' };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.textContent.trim();
    if (text === '' || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const own = luminance(channels(element instanceof SVGElement ? style.fill : style.color));
    const ground = behind(element);
    const contrast = (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05);
    if (contrast < worst.contrast) Object.assign(worst, { contrast, text });
  }
  phases.forEach((shown) => shown.remove());
  return { ground: luminance(channels(getComputedStyle(document.body).backgroundColor)), worst };
}
