/**
 * Buffers for bodies that are made in large numbers and live for a moment: cut from larger ones, since each block of memory
 * outside of the heap costs the garbage collector far more than an object does.
 */
const BLOCK_BYTES = 262_144;
/** Larger ones are blocks by themselves, so that at most an eighth of a block stays unused. */
const MOST_CUT_BYTES = BLOCK_BYTES / 8;

export class ByteArena {
  #block = Buffer.alloc(0);
  #offset = 0;

  /** A buffer with whatever was in its memory before. Its block lives as long as any part of it is used. */
  allocate(bytes: number): Buffer {
    if (bytes > MOST_CUT_BYTES) return Buffer.allocUnsafeSlow(bytes);
    if (this.#offset + bytes > this.#block.length) {
      this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      this.#offset = 0;
    }
    const start = this.#offset;
    this.#offset += bytes;
    return this.#block.subarray(start, this.#offset);
  }
}
