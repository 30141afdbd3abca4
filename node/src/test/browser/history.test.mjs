// What the dashboard remembers, and how it says it: without a browser. node --test history.test.mjs, beside the page's files.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ago, bytes, clip, millis, percent, tick, whole } from './format.js';
import { History, WINDOW_SECONDS } from './history.js';

const block = (height, secondsAgo, latencyMicros) =>
  ({ height, transactionCount: 2, finalMillis: Date.now() - secondsAgo * 1000, latencyMicros });
const answer = (...blocks) => ({ timeMillis: Date.now(), blocks });

test('a rate is over the time that was watched', () => {
  const history = new History();
  assert.equal(history.next, 0);
  history.add(answer(block(7, 4, 1000), block(8, 3, 9000), block(9, 2), block(10, 1, 2000)));
  assert.equal(history.next, 11);
  const { blockRate, transactionRate, median, worst } = history.figures(60);
  assert.ok(Math.abs(blockRate - 1) < 0.1, `${blockRate}`);
  assert.ok(Math.abs(transactionRate - 2) < 0.2, `${transactionRate}`);
  assert.equal(median, 2);
  assert.equal(worst, 9);
});

test('what is told again counts once, and a gap is no time without blocks', () => {
  const history = new History();
  history.add(answer(block(1, 30), block(2, 29)));
  history.add(answer(block(2, 29), block(3, 28)));
  const count = () => history.seconds().reduce((sum, each) => sum + each.blocks, 0);
  assert.equal(count(), 3);
  history.add(answer(block(50, 2), block(51, 1)));
  assert.equal(count(), 2);
  assert.ok(history.seconds().slice(0, WINDOW_SECONDS - 10).every((each) => !each.known));
  history.clear();
  assert.equal(history.next, 0);
  assert.equal(history.figures(60).blockRate, 0);
});

test('only the window is remembered, and where to go on', () => {
  const history = new History();
  for (let first = 1; first < 60_000; first += 250) {
    history.add(answer(...Array.from({ length: 250 }, (_, index) => block(first + index, 1))));
  }
  assert.equal(history.next, 60_001);
  assert.ok(history.seconds().reduce((sum, each) => sum + each.blocks, 0) <= 20_000);
  const old = new History();
  old.add(answer(block(1, 500), block(2, 400)));
  assert.equal(old.next, 3);
  assert.equal(old.seconds().reduce((sum, each) => sum + each.blocks, 0), 0);
});

test('numbers and times are said as people read them', () => {
  assert.deepEqual([0, 5000, 25, 0.5, 2500].map(tick), ['0', '5 s', '25 ms', '0.5 ms', '2.5 s']);
  assert.deepEqual([1.25, 250.4, 1500, 15_000].map(millis), ['1.3 ms', '250 ms', '1.50 s', '15.0 s']);
  assert.deepEqual([0, 5_500, 120_000, 7_200_000].map(ago), ['just now', '5 s ago', '2 min ago', '2 h ago']);
  assert.deepEqual([7, 1500, 250_000].map(bytes), ['7 B', '1.5 KB', '250 KB']);
  assert.equal(percent(1, 3), '33 %');
  assert.deepEqual([undefined, 1234].map(whole), ['–', '1,234']);
  assert.match(whole(2 ** 60), /^≈ 1,152,921,504,606,/);
  assert.equal(clip('𝒶𝒷𝒸𝒹', 3), '𝒶𝒷…');
});
