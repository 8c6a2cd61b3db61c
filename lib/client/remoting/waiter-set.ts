/**
 * Callers that wait for the same thing, each until its own deadline. Whoever owns the set says what came of it.
 */
export interface Waiter {
  readonly deadlineAt: number;
  onFailure(error: Error): void;
}

export class WaiterSet<W extends Waiter> {
  readonly #waiters = new Set<W>();
  /** Who has waited longest, if somebody asked since the last one left. */
  #first: W | undefined;
  /** Those behind the first. One that goes on, as each new one would pass over all who have left. */
  #others: IterableIterator<W, undefined> | undefined;

  get size(): number {
    return this.#waiters.size;
  }

  /** Who has waited longest. */
  get first(): W | undefined {
    if (this.#first !== undefined || this.#waiters.size === 0) return this.#first;
    this.#others ??= this.#waiters.values();
    this.#first = this.#others.next().value;
    return this.#first;
  }

  add(waiter: W): void {
    this.#waiters.add(waiter);
  }

  /** Returns false for one that does not wait here. */
  remove(waiter: W): boolean {
    const hasWaited = this.#waiters.delete(waiter);
    if (waiter === this.#first) this.#first = undefined;
    // An iterator keeps what its set has grown out of, and one that has come to an end stays there.
    if (this.#waiters.size === 0) this.#others = undefined;
    return hasWaited;
  }

  /** Empties the set; one that comes back while it is told is in the next round. */
  takeAll(): W[] {
    const waiters = [...this.#waiters];
    for (const waiter of waiters) this.remove(waiter);
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
      this.remove(waiter);
      tell(waiter);
    }
    return earliest;
  }
}
