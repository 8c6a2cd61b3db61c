/**
 * Reads big-endian values one behind the other, never beyond the end.
 * Source of the layouts: wire protocol sections 1.5 and 3.6.
 */
import { FrameError } from '../errors/transport-errors.js';

/** @throws {FrameError} FRAME_MALFORMED - from every read that would go beyond the end */
export class ByteReader {
  readonly #buffer: Buffer;
  readonly #subject: string;
  offset: number;
  readonly end: number;

  /** @param subject - what is read, for the error's text */
  constructor(bytes: Uint8Array, subject: string) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#subject = subject;
    this.offset = 0;
    this.end = bytes.byteLength;
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  readInt8(): number {
    return this.#buffer.readInt8(this.#advance(1));
  }

  readInt16(): number {
    return this.#buffer.readInt16BE(this.#advance(2));
  }

  readInt32(): number {
    return this.#buffer.readInt32BE(this.#advance(4));
  }

  /** A 64-bit value as a number, exact up to 2^53. */
  readInt64(): number {
    const value = Number(this.#buffer.readBigInt64BE(this.#advance(8)));
    if (!Number.isSafeInteger(value)) {
      throw new FrameError(
        'FRAME_MALFORMED',
        `${this.#subject}: a 64-bit value at byte ${this.offset - 8} exceeds 2^53`,
      );
    }
    return value;
  }

  /** A view of the next bytes, not a copy. */
  readBytes(length: number): Buffer {
    const start = this.#advance(length);
    return this.#buffer.subarray(start, start + length);
  }

  readUtf8(length: number): string {
    const start = this.#advance(length);
    return this.#buffer.toString('utf8', start, start + length);
  }

  #advance(length: number): number {
    const start = this.offset;
    if (length < 0 || length > this.end - start) {
      throw new FrameError(
        'FRAME_MALFORMED',
        `${this.#subject}: ${length} bytes announced at byte ${start}, ${this.end - start} left`,
      );
    }
    this.offset = start + length;
    return start;
  }
}
