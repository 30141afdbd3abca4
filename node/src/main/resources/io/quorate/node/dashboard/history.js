// What this page remembers of final blocks: a bounded time and number, by the node's clock.

export const WINDOW_SECONDS = 120;

const MOST_BLOCKS = 20_000;
const MEMORY_MILLIS = (WINDOW_SECONDS + 5) * 1000;

export class History {
  #blocks = [];
  #begin = Infinity;
  #offset = 0;

  /** The first block that is not here yet. */
  get next() {
    return this.#blocks.length === 0 ? 0 : this.#blocks[this.#blocks.length - 1].height + 1;
  }

  /** The node's clock now. */
  now() {
    return Date.now() + this.#offset;
  }

  /** Takes an answer of `consensus.recent`. */
  add({ timeMillis, blocks }) {
    const offset = timeMillis - Date.now();
    // A step of a few milliseconds is the network's: the plots would tremble.
    if (Math.abs(offset - this.#offset) > 250) this.#offset = offset;
    const fresh = blocks.filter((block) => block.height >= this.next);
    if (fresh.length > 0) {
      // What was final before the oldest that the node remembers is not known: it is no time without blocks.
      const gap = this.#blocks.length > 0 && fresh[0].height > this.next;
      if (this.#blocks.length === 0 || gap) this.#begin = fresh[0].finalMillis;
      if (gap) this.#blocks = [];
      this.#blocks.push(...fresh);
    }
    const oldest = timeMillis - MEMORY_MILLIS;
    let drop = Math.max(0, this.#blocks.length - MOST_BLOCKS);
    // The last one stays, whatever its age: it says where to go on.
    while (drop < this.#blocks.length - 1 && this.#blocks[drop].finalMillis < oldest) drop++;
    if (drop > 0) {
      this.#begin = Math.max(this.#begin, this.#blocks[drop - 1].finalMillis);
      this.#blocks.splice(0, drop);
    }
  }

  /** Forgets all: the node was started again, and may have another chain. */
  clear() {
    this.#blocks = [];
    this.#begin = Infinity;
  }

  /** The last seconds in figures; latencies in milliseconds, undefined where none is known. */
  figures(seconds) {
    const now = this.now();
    const from = now - seconds * 1000;
    const blocks = this.#blocks.filter((block) => block.finalMillis > from);
    const known = Math.max(1, Math.min(seconds, (now - this.#begin) / 1000));
    const latencies = blocks
      .filter((block) => block.latencyMicros !== undefined)
      .map((block) => block.latencyMicros / 1000)
      .sort((one, other) => one - other);
    return {
      blockRate: blocks.length / known,
      transactionRate: sum(blocks.map((block) => block.transactionCount)) / known,
      median: latencies[Math.floor(latencies.length / 2)],
      worst: latencies[latencies.length - 1],
    };
  }

  /** One for each second of the window, oldest first; `known` tells whether it was watched. */
  seconds() {
    const end = Math.floor(this.now() / 1000);
    const all = Array.from({ length: WINDOW_SECONDS }, (_, index) => {
      const second = end - WINDOW_SECONDS + index;
      return { known: second * 1000 >= this.#begin - 1000, blocks: 0, latencies: [] };
    });
    for (const block of this.#blocks) {
      const at = Math.floor(block.finalMillis / 1000) - (end - WINDOW_SECONDS);
      if (at >= 0 && at < WINDOW_SECONDS) {
        all[at].blocks++;
        if (block.latencyMicros !== undefined) all[at].latencies.push(block.latencyMicros / 1000);
      }
    }
    return all;
  }
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
