/**
 * Callers that wait for the same thing, each until its own deadline. Whoever owns the set says what came of it.
 */
export interface Waiter {
  readonly deadlineAt: number;
  onFailure(error: Error): void;
}

export class WaiterSet<W extends Waiter> {
  readonly #waiters = new Set<W>();

  get size(): number {
    return this.#waiters.size;
  }

  /** Who has waited longest. */
  get first(): W | undefined {
    return this.#waiters.values().next().value;
  }

  add(waiter: W): void {
    this.#waiters.add(waiter);
  }

  /** Returns false for one that does not wait here. */
  remove(waiter: W): boolean {
    return this.#waiters.delete(waiter);
  }

  /** Empties the set; one that comes back while it is told is in the next round. */
  takeAll(): W[] {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    return waiters;
  }

  failAll(error: Error): void {
    for (const waiter of this.takeAll()) waiter.onFailure(error);
  }

  /** Takes out those whose deadline has passed, tells each of them, and returns the earliest deadline left (or `Infinity`). */
  expire(now: number, tell: (waiter: W) => void): number {
    let earliest = Infinity;
    for (const waiter of this.#waiters) {
      if (waiter.deadlineAt > now) {
        earliest = Math.min(earliest, waiter.deadlineAt);
        continue;
      }
      this.#waiters.delete(waiter);
      tell(waiter);
    }
    return earliest;
  }
}
