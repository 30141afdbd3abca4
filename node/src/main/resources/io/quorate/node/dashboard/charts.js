// The plots: small inline SVG, drawn anew from figures. Colours, and light or dark, are the style sheet's.

import { say, svg } from './dom.js';
import { clip, millis, short, tick } from './format.js';
import { WINDOW_SECONDS } from './history.js';

const HEIGHT = 150;
const LEFT = 54;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 20;

/** A frame for the seconds of the window: scales, lines across, and what the pointer is over. */
class Plot {
  #element;
  #read;
  #describe;
  #seconds = [];
  #over = -1;

  constructor(element, read, describe) {
    this.#element = element;
    this.#read = read;
    this.#describe = describe;
    element.addEventListener('pointermove', (event) => {
      const place = (event.offsetX - LEFT) / (this.width - LEFT - RIGHT);
      this.#over = place >= 0 && place < 1 ? Math.floor(place * WINDOW_SECONDS) : -1;
      this.#tell();
    });
    element.addEventListener('pointerleave', () => {
      this.#over = -1;
      this.#tell();
    });
  }

  get width() {
    return Math.max(160, Math.round(this.#element.getBoundingClientRect().width));
  }

  #tell() {
    const second = this.#seconds[this.#over];
    say(this.#read, second === undefined ? '' : `${WINDOW_SECONDS - this.#over} s ago: ${this.#describe(second)}`);
  }

  draw(seconds, greatest, label, unit, shapes) {
    const width = this.width;
    const top = nice(greatest);
    const x = (second) => LEFT + (second * (width - LEFT - RIGHT)) / WINDOW_SECONDS;
    const y = (value) => TOP + (1 - Math.min(1, value / top)) * (HEIGHT - TOP - BOTTOM);
    const parts = [];
    for (const share of [0, 0.5, 1]) {
      const at = y(share * top);
      parts.push(svg('path', { class: 'grid', d: `M${LEFT} ${at}H${width - RIGHT}` }));
      parts.push(lettering(unit(share * top), LEFT - 6, at + 3.5, 'end'));
    }
    for (const back of [120, 60]) parts.push(lettering(`−${back} s`, x(WINDOW_SECONDS - back), HEIGHT - 5, back === 120 ? 'start' : 'middle'));
    parts.push(lettering('now', width - RIGHT, HEIGHT - 5, 'end'));
    parts.push(...shapes(x, y));
    this.#seconds = seconds;
    this.#element.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
    this.#element.setAttribute('height', HEIGHT);
    this.#element.setAttribute('aria-label', label);
    this.#element.replaceChildren(...parts);
    this.#tell();
  }
}

export class LatencyPlot {
  #plot;

  constructor(element, read) {
    this.#plot = new Plot(element, read, ({ known, latencies }) =>
      latencies.length === 0 ? (known ? 'none measured' : 'not watched')
        : `${millis(median(latencies))} in the median of ${latencies.length}, ${millis(Math.max(...latencies))} at most`);
  }

  draw(seconds, figures) {
    const greatest = Math.max(1, ...seconds.flatMap(({ latencies }) => latencies));
    const label = figures.median === undefined ? 'Finality latency: none measured yet'
      : `Finality latency over two minutes; in the last of them ${millis(figures.median)} in the median, ${millis(figures.worst)} at most`;
    this.#plot.draw(seconds, greatest, label, tick, (x, y) => {
      const spans = [];
      const dots = [];
      seconds.forEach(({ latencies }, index) => {
        if (latencies.length === 0) return;
        const at = x(index + 0.5).toFixed(1);
        const middle = y(median(latencies)).toFixed(1);
        spans.push(`M${at} ${y(Math.min(...latencies)).toFixed(1)}V${y(Math.max(...latencies)).toFixed(1)}`);
        dots.push(`M${at} ${middle}h0`);
      });
      return [svg('path', { class: 'span', d: spans.join('') }), svg('path', { class: 'dots', d: dots.join('') })];
    });
  }
}

export class RatePlot {
  #plot;

  constructor(element, read) {
    this.#plot = new Plot(element, read, ({ known, blocks }) =>
      known ? `${blocks} ${blocks === 1 ? 'block' : 'blocks'}` : 'not watched');
  }

  draw(seconds, figures) {
    const greatest = Math.max(1, ...seconds.map(({ blocks }) => blocks));
    const label = `Block rate over two minutes; in the last of them ${short(figures.blockRate)} blocks a second`;
    this.#plot.draw(seconds, greatest, label, (value) => (Number.isInteger(value) ? `${value}` : value.toFixed(1)), (x, y) => {
      const bars = [];
      seconds.forEach(({ blocks }, index) => {
        if (blocks > 0) bars.push(`M${(x(index) + 0.5).toFixed(1)} ${y(0)}V${y(blocks).toFixed(1)}H${(x(index + 1) - 0.5).toFixed(1)}V${y(0)}Z`);
      });
      return [svg('path', { class: 'bars', d: bars.join('') })];
    });
  }
}

const NAMES = 84;
const MOST_ROWS = 32;

/** One round: a line for each validator, on which its votes stand where they came. */
export function drawVotes(element, round, validators) {
  const width = Math.max(200, Math.round(element.getBoundingClientRect().width));
  const shown = validators.slice(0, MOST_ROWS);
  const begin = round.proposedMicros ?? 0;
  const after = ({ afterMicros }) => Math.max(0, (afterMicros - begin) / 1000);
  const rowHeight = shown.length <= 6 ? 28 : shown.length <= 12 ? 22 : 17;
  const events = [...round.votes, ...round.certificates].map(after);
  const end = nice(Math.max(1, ...events));
  const x = (time) => NAMES + 8 + (time * (width - NAMES - 8 - 14)) / end;
  const bottom = shown.length * rowHeight + 4;
  const parts = [];
  for (const share of [0, 0.5, 1]) {
    parts.push(svg('path', { class: 'grid', d: `M${x(share * end)} 4V${bottom}` }));
    parts.push(lettering(tick(share * end), x(share * end), bottom + 13, share === 1 ? 'end' : 'middle'));
  }
  for (const kind of ['notarize', 'nullify', 'finalize']) {
    const first = round.certificates.find((certificate) => certificate.kind === kind);
    if (first) parts.push(svg('path', { class: `quorum ${kind}`, d: `M${x(after(first)).toFixed(1)} 2V${bottom}` }));
  }
  shown.forEach((validator, index) => {
    const y = 4 + (index + 0.5) * rowHeight;
    const name = lettering(clip(validator.label, 11), NAMES, y + 4, 'end');
    if (validator.index === round.leader) name.classList.add('leader');
    parts.push(name, svg('path', { class: 'lane', d: `M${NAMES + 8} ${y}H${width - 8}` }));
    for (const vote of round.votes.filter((each) => each.index === validator.index)) {
      parts.push(symbol(vote.kind, x(after(vote)), y));
    }
  });
  element.setAttribute('viewBox', `0 0 ${width} ${bottom + 18}`);
  element.setAttribute('height', bottom + 18);
  element.setAttribute('aria-label', spoken(round, validators, after));
  element.replaceChildren(...parts);
}

function symbol(kind, x, y) {
  if (kind === 'nullify') {
    return svg('path', { class: 'nullify', d: `M${x - 4} ${y - 4}l8 8M${x + 4} ${y - 4}l-8 8` });
  }
  return svg('circle', { class: kind, cx: x.toFixed(1), cy: y, r: kind === 'finalize' ? 4.5 : 5.5 });
}

function spoken(round, validators, after) {
  const texts = ['notarize', 'nullify', 'finalize'].map((kind) => {
    const count = new Set(round.votes.filter((vote) => vote.kind === kind).map((vote) => vote.index)).size;
    const first = round.certificates.find((certificate) => certificate.kind === kind);
    return `${count} of ${validators.length} ${kind}${first ? `, a quorum after ${millis(after(first))}` : ''}`;
  });
  return `Votes of view ${round.view}: ${texts.join('; ')}`;
}

function lettering(text, x, y, anchor) {
  const element = svg('text', { x: x.toFixed ? x.toFixed(1) : x, y, 'text-anchor': anchor });
  element.textContent = text;
  return element;
}

function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

/** The least of 1, 2, 5 times a power of ten that is not below. */
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * 0.999);
}
