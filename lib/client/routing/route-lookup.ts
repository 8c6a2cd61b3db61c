/**
 * One open question for a topic's route, shared by all who need the answer: each waits until its own deadline, the
 * question stays open until the last of them.
 */
export interface RouteWaiter<T> {
  readonly deadlineAt: number;
  onFound(found: T): void;
  onFailure(error: Error): void;
}

export class RouteLookup<T> {
  readonly #waiters = new Set<RouteWaiter<T>>();
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
    for (const waiter of this.#takeAll()) waiter.onFound(found);
  }

  failed(error: Error): void {
    for (const waiter of this.#takeAll()) waiter.onFailure(error);
  }

  /** Fails those whose deadline has passed; returns the earliest deadline left, `Infinity` for none. */
  expire(now: number, error: () => Error): number {
    let earliest = Infinity;
    for (const waiter of this.#waiters) {
      if (waiter.deadlineAt > now) {
        earliest = Math.min(earliest, waiter.deadlineAt);
        continue;
      }
      this.#waiters.delete(waiter);
      waiter.onFailure(error());
    }
    return earliest;
  }

  #takeAll(): RouteWaiter<T>[] {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    return waiters;
  }
}
