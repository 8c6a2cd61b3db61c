/**
 * Frames that a full socket has not taken yet: where each lies in the bytes that wait, and until when it is wanted. Numbers
 * only, because with many thousands in flight that is the way of every frame.
 */
export class HeldFrames {
  /** Where each frame ends, counted from the first byte that waits. */
  #ends: number[] = [];
  /** Until when each is wanted, by the client's clock. */
  #deadlines: number[] = [];
  #earliest = Infinity;

  /** @param end - bytes that wait with this frame, the last one */
  add(end: number, deadlineAt: number): void {
    this.#ends.push(end);
    this.#deadlines.push(deadlineAt);
    if (deadlineAt < this.#earliest) this.#earliest = deadlineAt;
  }

  clear(): void {
    this.#ends = [];
    this.#deadlines = [];
    this.#earliest = Infinity;
  }

  /**
   * Forgets the frames whose deadline has passed.
   *
   * @param chunks - the bytes that wait: all frames, and nothing else
   * @returns the bytes of the others; the same list if that is all
   */
  dropDue(now: number, chunks: Uint8Array[]): Uint8Array[] {
    if (this.#earliest > now) return chunks;
    const ends = this.#ends;
    const deadlines = this.#deadlines;
    const waiting = new BytesInTurn(chunks);
    const kept: Uint8Array[] = [];
    let keptBytes = 0;
    this.clear();
    for (const [index, end] of ends.entries()) {
      const deadlineAt = deadlines[index] as number;
      const start = waiting.at;
      if (deadlineAt <= now) waiting.pass(end);
      else {
        kept.push(...waiting.take(end));
        keptBytes += end - start;
        this.add(keptBytes, deadlineAt);
      }
    }
    return kept;
  }
}

/** The bytes of several chunks, from the first to the last. */
class BytesInTurn {
  /** How many were taken or passed. */
  at = 0;
  readonly #chunks: readonly Uint8Array[];
  #index = 0;
  /** Where the chunk at the index begins. */
  #chunkStart = 0;

  constructor(chunks: readonly Uint8Array[]) {
    this.#chunks = chunks;
  }

  pass(end: number): void {
    this.take(end);
  }

  take(end: number): Uint8Array[] {
    const parts: Uint8Array[] = [];
    while (this.at < end) {
      const chunk = this.#chunks[this.#index] as Uint8Array;
      const from = this.at - this.#chunkStart;
      const part = chunk.subarray(from, Math.min(chunk.length, end - this.#chunkStart));
      parts.push(part);
      this.at += part.length;
      if (from + part.length === chunk.length) {
        this.#index += 1;
        this.#chunkStart += chunk.length;
      }
    }
    return parts;
  }
}
