/**
 * Requests that wait for an answer on one connection.
 * Knows nothing of sockets or bytes; the connection tells it what arrived and what time it is.
 */
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { InFlightLimit } from './in-flight-limit.js';

/** Who waits for one answer. Exactly one of the two methods is called, once. */
export interface ResponseWaiter {
  /** When the request was written, by the client's clock. */
  readonly sentAt: number;
  readonly deadlineAt: number;
  /** It has ended already: a request that still waits for a permit need not be written. */
  readonly isSettled?: boolean;
  onResponse(response: RemotingCommand): void;
  onFailure(error: Error): void;
}

export class PendingRequests {
  readonly #waiters = new Map<number, ResponseWaiter>();
  readonly #limit: InFlightLimit;

  /** @param limit - takes back the permit of each request, before its waiter is told */
  constructor(limit: InFlightLimit) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#waiters.size;
  }

  add(opaque: number, waiter: ResponseWaiter): void {
    this.#waiters.set(opaque, waiter);
  }

  /** Returns false for an answer nobody waits for any more: it came after its deadline. */
  settle(opaque: number, response: RemotingCommand): boolean {
    const waiter = this.#waiters.get(opaque);
    if (waiter === undefined) return false;
    this.#waiters.delete(opaque);
    this.#limit.giveBack(1);
    waiter.onResponse(response);
    return true;
  }

  /** Fails those whose deadline has passed; returns the earliest deadline left, `Infinity` for none. */
  expire(now: number, errorFor: (waiter: ResponseWaiter) => Error): number {
    let earliest = Infinity;
    for (const [opaque, waiter] of this.#waiters) {
      if (waiter.deadlineAt > now) {
        earliest = Math.min(earliest, waiter.deadlineAt);
        continue;
      }
      this.#waiters.delete(opaque);
      this.#limit.giveBack(1);
      waiter.onFailure(errorFor(waiter));
    }
    return earliest;
  }

  /** Fails all of them, in the order in which they were sent. */
  failAll(error: Error): void {
    const waiters = [...this.#waiters.values()];
    this.#waiters.clear();
    this.#limit.giveBack(waiters.length);
    for (const waiter of waiters) waiter.onFailure(error);
  }
}
