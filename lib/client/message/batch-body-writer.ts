/**
 * Bodies of batches, written entry by entry and one behind the other into large blocks: each block of memory outside of the
 * heap costs the garbage collector far more than an object does.
 *
 *     i32 entry length | i32 magic | i32 body CRC | i32 flag | i32 + body | i16 + properties
 *
 * Magic and CRC stay 0. Source: wire protocol section 3.5, Java `MessageDecoder.encodeMessage`.
 */
import { ByteWriter } from '../protocol/byte-writer.js';

/** Of an entry, besides its body and its properties. */
export const ENTRY_FIXED_BYTES = 22;
/** In front of the body; behind it are two bytes for the length of the properties. */
const HEAD_BYTES = 20;
const MAGIC_AT = 4;
const FLAG_AT = 12;
const BODY_LENGTH_AT = 16;

const BLOCK_BYTES = 262_144;

export class BatchBodyWriter {
  /** Behind {@link ByteWriter.start} is the body that is being written. */
  readonly #writer: ByteWriter;
  #entryBytesBefore = 0;
  #bodyBytes = 0;

  /** @param blockBytes - of what is allocated at a time; a larger body gets a block of its own */
  constructor(blockBytes = BLOCK_BYTES) {
    this.#writer = new ByteWriter(Buffer.alloc(0), blockBytes);
  }

  /** What the entries so far take. */
  get bytes(): number {
    return this.#writer.offset - this.#writer.start;
  }

  /** Returns where to write the properties; {@link endEntry} follows. */
  beginEntry(flag: number, body: Uint8Array): ByteWriter {
    const writer = this.#writer;
    const bytes = ENTRY_FIXED_BYTES + body.length;
    if (writer.buffer.length - writer.offset < bytes) writer.reserve(bytes);
    const { buffer, offset } = writer;
    this.#entryBytesBefore = offset - writer.start;
    this.#bodyBytes = body.length;
    // By hand: a call of fill() costs more than eight bytes do.
    for (let at = offset + MAGIC_AT; at < offset + FLAG_AT; at++) buffer[at] = 0;
    buffer.writeInt32BE(flag, offset + FLAG_AT);
    buffer.writeInt32BE(body.length, offset + BODY_LENGTH_AT);
    buffer.set(body, offset + HEAD_BYTES);
    writer.offset = offset + bytes;
    return writer;
  }

  endEntry(): void {
    const { buffer, offset, start } = this.#writer;
    const entryAt = start + this.#entryBytesBefore;
    const propertiesAt = entryAt + ENTRY_FIXED_BYTES + this.#bodyBytes;
    buffer.writeInt32BE(offset - entryAt, entryAt);
    buffer.writeInt16BE(offset - propertiesAt, propertiesAt - 2);
  }

  /** Takes out the entries in front of the last one, which begins the next body. */
  takeAllButLast(): Buffer {
    return this.#take(this.#entryBytesBefore);
  }

  /** Takes out all entries. The block lives as long as any body in it is used. */
  take(): Buffer {
    return this.#take(this.bytes);
  }

  /** Drops what was written since the last body was taken. */
  abandon(): void {
    this.#writer.offset = this.#writer.start;
  }

  #take(bytes: number): Buffer {
    const { buffer, start } = this.#writer;
    this.#writer.start = start + bytes;
    this.#entryBytesBefore = 0;
    return buffer.subarray(start, start + bytes);
  }
}
