/**
 * One open question for a topic's route, shared by all who need the answer: each waits until its own deadline, the
 * question stays open until the last of them.
 */
import { type Waiter, WaiterSet } from '../remoting/waiter-set.js';

/** Exactly one of the two methods is called, once. */
export interface RouteWaiter<T> extends Waiter {
  onFound(found: T): void;
}

export class RouteLookup<T> {
  readonly #waiters = new WaiterSet<RouteWaiter<T>>();
  #deadlineAt: number;

  /** @param deadlineAt - how long the question stays open even if nobody waits */
  constructor(deadlineAt: number) {
    this.#deadlineAt = deadlineAt;
  }

  get deadlineAt(): number {
    return this.#deadlineAt;
  }

  join(waiter: RouteWaiter<T>): void {
    this.#waiters.add(waiter);
    this.#deadlineAt = Math.max(this.#deadlineAt, waiter.deadlineAt);
  }

  found(found: T): void {
    for (const waiter of this.#waiters.takeAll()) waiter.onFound(found);
  }

  failed(error: Error): void {
    this.#waiters.failAll(error);
  }

  /** Fails those whose deadline has passed; returns the earliest deadline left, `Infinity` for none. */
  expire(now: number, error: () => Error): number {
    return this.#waiters.expire(now, (waiter) => waiter.onFailure(error()));
  }
}
