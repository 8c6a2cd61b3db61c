/**
 * Requests that wait for a hook's promise, each until its own deadline, beside those that wait for nothing.
 */
import type { Clock } from './clock.js';
import { DeadlineTimer } from './deadline-timer.js';
import { type Waiter, WaiterSet } from './waiter-set.js';

/** Whose request waits. */
export interface HeldOwner extends Waiter {
  readonly sentAt: number;
  /** It has ended without its request: that need not go on. */
  readonly isSettled?: boolean;
}

export interface HeldRequestsPorts {
  readonly clock: Clock;
  /** The error for a request whose hooks took until its deadline. */
  readonly expired: (waitedMs: number) => Error;
  /** The last one that waited has gone on, expired or failed. */
  readonly onEmpty: () => void;
}

export class HeldRequests {
  /** One entry a request, not the owner: a send may come back while the hooks of an earlier attempt still run. */
  readonly #held = new WaiterSet<HeldOwner>();
  readonly #deadlines: DeadlineTimer;
  readonly #ports: HeldRequestsPorts;

  constructor(ports: HeldRequestsPorts) {
    this.#ports = ports;
    this.#deadlines = new DeadlineTimer(ports.clock, (now) => this.#expire(now));
  }

  get size(): number {
    return this.#held.size;
  }

  /** Calls `goOn`, which must not throw, when `hooks` has resolved; the owner hears of a rejection and of the deadline. */
  hold(owner: HeldOwner, hooks: Promise<void>, goOn: () => void): void {
    const { sentAt, deadlineAt } = owner;
    const held: HeldOwner = { sentAt, deadlineAt, onFailure: (error) => owner.onFailure(error) };
    this.#held.add(held);
    this.#deadlines.note(deadlineAt);
    hooks.then(
      () => this.#release(held, () => (owner.isSettled === true ? undefined : goOn())),
      (error: Error) => this.#release(held, () => owner.onFailure(error)),
    );
  }

  failAll(error: Error): void {
    this.#deadlines.cancel();
    this.#held.failAll(error);
    if (this.#held.size === 0) this.#ports.onEmpty();
  }

  #release(held: HeldOwner, next: () => void): void {
    if (!this.#held.remove(held)) return;
    if (this.#held.size === 0) this.#deadlines.cancel();
    next();
    if (this.#held.size === 0) this.#ports.onEmpty();
  }

  #expire(now: number): number {
    const next = this.#held.expire(now, (held) => held.onFailure(this.#ports.expired(now - held.sentAt)));
    if (this.#held.size === 0) this.#ports.onEmpty();
    return next;
  }
}
