/**
 * One timer for many deadlines, armed for the earliest: a request that is answered in time never touches it.
 * Whoever owns the deadlines sweeps them; this only says when.
 */
import type { Clock, Timer } from './clock.js';

/** Ends what is due at `now`, and returns the earliest deadline left (`Infinity` for none). */
export type DeadlineSweep = (now: number) => number;

export class DeadlineTimer {
  readonly #clock: Clock;
  readonly #sweep: DeadlineSweep;
  /** The earliest deadline that it is armed for, for who would not note a later one. Only read it. */
  armedFor = Infinity;
  #timer: Timer | undefined;

  constructor(clock: Clock, sweep: DeadlineSweep) {
    this.#clock = clock;
    this.#sweep = sweep;
  }

  /** Takes notice of a new deadline. Costs one comparison unless it is the earliest. */
  note(deadlineAt: number): void {
    if (deadlineAt < this.armedFor) this.#arm(deadlineAt);
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.armedFor = Infinity;
  }

  #arm(deadlineAt: number): void {
    this.#timer?.cancel();
    this.armedFor = deadlineAt;
    const delayMs = Math.max(1, Math.ceil(deadlineAt - this.#clock.now()));
    this.#timer = this.#clock.setTimer(() => this.#fire(), delayMs);
  }

  #fire(): void {
    this.armedFor = Infinity;
    const next = this.#sweep(this.#clock.now());
    // What the sweep did to a waiter may have ended it all: then nobody is left whom `next` could be about.
    const isCancelled = this.#timer === undefined;
    if (!isCancelled && next < this.armedFor) this.#arm(next);
  }
}
