// What the garbage collector does from now on, by the entries of `node:perf_hooks`.
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';

const KINDS = new Map([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weak callbacks'],
]);

export class CollectionLog {
  #startedAt = performance.now();
  #entries = [];
  #observer = new PerformanceObserver((list) => this.#entries.push(...list.getEntries()));

  constructor() {
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** @returns a promise of every collection that began in between: its kind, its duration, and how long after the start it began */
  async end() {
    // Node hands out its entries in the turn after the collection.
    await setImmediate();
    const entries = [...this.#entries, ...this.#observer.takeRecords()];
    this.#observer.disconnect();
    return entries
      .map(({ startTime, duration, detail }) => ({
        kind: KINDS.get(detail.kind),
        durationMs: duration,
        afterMs: startTime - this.#startedAt,
      }))
      .filter(({ afterMs }) => afterMs >= 0);
  }
}
