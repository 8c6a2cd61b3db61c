/**
 * The body of a batch send, entry by entry:
 *
 *     i32 entry length | i32 magic | i32 body CRC | i32 flag | i32 + body | i16 + properties
 *
 * Source: wire protocol section 3.5, Java `MessageDecoder.decodeMessages`.
 */
import { ByteReader } from '../client/protocol/byte-reader.js';

export interface BatchEntry {
  readonly flag: number;
  readonly body: Uint8Array;
  readonly properties: string;
}

/** Magic and CRC, which senders leave 0. */
const UNUSED_BYTES = 8;

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
