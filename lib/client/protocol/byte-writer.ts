/**
 * A growing buffer that frames are written into one behind the other.
 * Big-endian, as everything on this wire. Callers reserve room first; the write methods do not check again.
 */
const TWO_POW_32 = 0x1_0000_0000;

export class ByteWriter {
  buffer: Buffer;
  /** Where the next byte goes; everything before it is written. */
  offset = 0;
  /** What stands in front of it is done with, and stays behind when the rest moves. */
  start = 0;
  readonly #leastBytes: number;

  /**
   * @param initial - a buffer to begin with, or the bytes of a new one
   * @param leastBytes - of each further buffer
   */
  constructor(initial: number | Buffer, leastBytes = 0) {
    this.buffer = typeof initial === 'number' ? Buffer.allocUnsafe(initial) : initial;
    this.#leastBytes = leastBytes;
  }

  /** Makes room for `bytes` more, moving what is written into a larger buffer if need be. */
  reserve(bytes: number): void {
    if (this.offset + bytes <= this.buffer.length) return;
    const kept = this.offset - this.start;
    const needed = Math.max(kept + bytes, kept * 2, this.#leastBytes);
    const larger = Buffer.allocUnsafe(needed);
    this.buffer.copy(larger, 0, this.start, this.offset);
    this.buffer = larger;
    this.offset = kept;
    this.start = 0;
  }

  writeInt8(value: number): void {
    this.buffer[this.offset] = value;
    this.offset += 1;
  }

  writeInt16(value: number): void {
    this.buffer.writeInt16BE(value, this.offset);
    this.offset += 2;
  }

  writeInt32(value: number): void {
    this.buffer.writeInt32BE(value, this.offset);
    this.offset += 4;
  }

  /** Overwrites four bytes that were left free earlier, typically a length. */
  writeInt32At(position: number, value: number): void {
    this.buffer.writeInt32BE(value, position);
  }

  /** Takes whole numbers up to 2^53; in halves, because a BigInt costs several times as much. */
  writeInt64(value: number): void {
    const high = Math.floor(value / TWO_POW_32);
    this.buffer.writeInt32BE(high, this.offset);
    this.buffer.writeUInt32BE(value - high * TWO_POW_32, this.offset + 4);
    this.offset += 8;
  }

  writeBytes(bytes: Uint8Array): void {
    this.buffer.set(bytes, this.offset);
    this.offset += bytes.length;
  }

  /** Writes UTF-8 and returns the number of bytes; reserve `3 * text.length` before. */
  writeUtf8(text: string): number {
    const bytes = this.buffer.write(text, this.offset, 'utf8');
    this.offset += bytes;
    return bytes;
  }

  /** Writes one byte a character: for digits and other text known to be ASCII. */
  writeAscii(text: string): number {
    const bytes = this.buffer.write(text, this.offset, 'latin1');
    this.offset += bytes;
    return bytes;
  }
}

/** The most bytes that a string of this many UTF-16 units takes in UTF-8. */
export function maxUtf8Bytes(text: string): number {
  return text.length * 3;
}
