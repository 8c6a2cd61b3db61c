/**
 * A list that grows at its end and shrinks at its start, both in constant time on average.
 */
const LEAST_TO_COMPACT = 1024;

export class SlidingList<T> {
  #items: (T | undefined)[] = [];
  /** Index of the first item that was not taken. */
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** The item at an index counted from the start, `undefined` beyond the end. */
  at(index: number): T | undefined {
    return index < 0 ? undefined : this.#items[this.#head + index];
  }

  /** Takes the first item. */
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head >= LEAST_TO_COMPACT && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
