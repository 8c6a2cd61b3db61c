/**
 * A frame that has not arrived whole: its bytes from several chunks of the stream.
 */

/** In front of each frame. */
export const LENGTH_BYTES = 4;

/** The bytes of a frame whose length word stands at `offset`; throws for one that cannot be. */
export type FrameMeasure = (buffer: Buffer, offset: number) => number;

export class PartialFrame {
  readonly #frameBytes: FrameMeasure;
  /** The length word, then the frame itself. */
  #bytes: Buffer = Buffer.alloc(0);
  #filled = 0;

  constructor(frameBytes: FrameMeasure) {
    this.#frameBytes = frameBytes;
  }

  /** The frame if it is whole now. */
  get whole(): Buffer | undefined {
    return this.#bytes.length > LENGTH_BYTES && this.#filled === this.#bytes.length ? this.#bytes : undefined;
  }

  /** Starts with what is left of a chunk. */
  begin(chunk: Buffer, offset: number): void {
    const left = chunk.length - offset;
    this.#bytes = Buffer.allocUnsafe(left < LENGTH_BYTES ? LENGTH_BYTES : this.#frameBytes(chunk, offset));
    this.#filled = 0;
    this.#fill(chunk, offset, this.#bytes.length);
  }

  /** Takes what belongs to the frame from the start of the next chunk, and returns how much that was. */
  add(chunk: Buffer): number {
    let taken = 0;
    if (this.#bytes.length === LENGTH_BYTES) {
      taken = this.#fill(chunk, 0, LENGTH_BYTES);
      if (this.#filled < LENGTH_BYTES) return taken;
      this.#grow(this.#frameBytes(this.#bytes, 0));
    }
    return taken + this.#fill(chunk, taken, this.#bytes.length);
  }

  #fill(chunk: Buffer, from: number, upTo: number): number {
    const copied = chunk.copy(this.#bytes, this.#filled, from, from + upTo - this.#filled);
    this.#filled += copied;
    return copied;
  }

  #grow(frameBytes: number): void {
    const whole = Buffer.allocUnsafe(frameBytes);
    this.#bytes.copy(whole, 0, 0, this.#filled);
    this.#bytes = whole;
  }
}
