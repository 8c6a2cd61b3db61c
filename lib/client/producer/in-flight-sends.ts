/**
 * Sends that have not settled yet, and the wait for them at the end.
 */
import type { Clock } from '../remoting/clock.js';
import type { OutgoingSend } from './outgoing-send.js';

/** What became of the sends that were under way when a producer closed. */
export interface DrainReport {
  /** Sends under way when closing began. */
  readonly pending: number;
  /** Those that were stored (one-way: handed over) in time. */
  readonly settled: number;
  /** Those that failed by themselves in time. */
  readonly failed: number;
  /** Those given up at the end of the drain time; each was rejected with PRODUCER_CLOSED. */
  readonly aborted: number;
  readonly elapsedMs: number;
}

export class InFlightSends {
  readonly #clock: Clock;
  readonly #sends = new Set<OutgoingSend>();
  #settled = 0;
  #failed = 0;
  #onEmpty: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#sends.size;
  }

  has(send: OutgoingSend): boolean {
    return this.#sends.has(send);
  }

  add(send: OutgoingSend): void {
    this.#sends.add(send);
  }

  /** Returns false for one that is not counted: a batch of sends that are. */
  remove(send: OutgoingSend, error: Error | undefined): boolean {
    if (!this.#sends.delete(send)) return false;
    if (error === undefined) this.#settled += 1;
    else this.#failed += 1;
    if (this.#sends.size === 0) this.#onEmpty?.();
    return true;
  }

  /** Waits until all sends have settled or the time is over; then lets `abort` give up the rest. */
  async drain(timeoutMs: number, abort: (send: OutgoingSend) => void): Promise<DrainReport> {
    const startedAt = this.#clock.now();
    const pending = this.#sends.size;
    const before = { settled: this.#settled, failed: this.#failed };
    await this.#emptyOrOver(timeoutMs);
    const settled = this.#settled - before.settled;
    const failed = this.#failed - before.failed;
    // The last ones first: they may wait for permits, which the end of the others would give them.
    const leftovers = [...this.#sends].toReversed();
    for (const send of leftovers) abort(send);
    return { pending, settled, failed, aborted: leftovers.length, elapsedMs: this.#clock.now() - startedAt };
  }

  #emptyOrOver(timeoutMs: number): Promise<void> {
    if (this.#sends.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#clock.setTimer(resolve, timeoutMs);
      this.#onEmpty = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}
