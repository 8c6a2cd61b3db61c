/**
 * The body of a batch send, entry by entry:
 *
 *     i32 entry length | i32 magic | i32 body CRC | i32 flag | i32 + body | i16 + properties
 *
 * Source: wire protocol section 3.5, Java `MessageDecoder.encodeMessages` and `decodeMessages`.
 */
import { ByteReader } from '../protocol/byte-reader.js';
import { ByteWriter } from '../protocol/byte-writer.js';

/** One message of a batch. */
export interface BatchEntry {
  readonly flag: number;
  readonly body: Uint8Array;
  /** The property string. */
  readonly properties: string;
}

/** Lengths, magic, CRC and flag. */
const FIXED_BYTES = 22;
/** Magic and CRC, which senders leave 0. */
const UNUSED_BYTES = 8;

/** What a message adds to the body of its batch, in bytes. */
export function batchEntryBytes({ body, properties }: BatchEntry): number {
  return FIXED_BYTES + body.length + Buffer.byteLength(properties);
}

/** @param allocate - makes the buffer */
export function encodeBatchEntries(
  entries: readonly BatchEntry[],
  allocate: (bytes: number) => Buffer = (bytes) => Buffer.allocUnsafe(bytes),
): Buffer {
  const sizes = entries.map(batchEntryBytes);
  const writer = new ByteWriter(allocate(sizes.reduce((sum, bytes) => sum + bytes, 0)));
  for (const [index, entry] of entries.entries()) writeEntry(writer, entry, sizes[index] as number);
  return writer.buffer;
}

function writeEntry(writer: ByteWriter, { flag, body, properties }: BatchEntry, entryBytes: number): void {
  writer.writeInt32(entryBytes);
  writer.writeInt32(0);
  writer.writeInt32(0);
  writer.writeInt32(flag);
  writer.writeInt32(body.length);
  writer.writeBytes(body);
  writer.writeInt16(entryBytes - FIXED_BYTES - body.length);
  writer.writeUtf8(properties);
}

/** @throws {FrameError} FRAME_MALFORMED - lengths that go beyond the body */
export function decodeBatchEntries(body: Uint8Array): readonly BatchEntry[] {
  const entries: BatchEntry[] = [];
  const reader = new ByteReader(body, 'batch body');
  while (reader.remaining > 0) {
    const entry = new ByteReader(reader.readBytes(reader.readInt32() - 4), 'batch entry');
    entry.readBytes(UNUSED_BYTES);
    const flag = entry.readInt32();
    const content = entry.readBytes(entry.readInt32());
    entries.push({ flag, body: content, properties: entry.readUtf8(entry.readInt16()) });
  }
  return entries;
}
