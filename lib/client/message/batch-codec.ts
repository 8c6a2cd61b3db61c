/**
 * Bodies of batches as a whole; the layout of an entry is in `batch-body-writer.ts`.
 * Source: wire protocol section 3.5, Java `MessageDecoder.encodeMessages` and `decodeMessages`.
 */
import { ByteReader } from '../protocol/byte-reader.js';
import { writeText } from '../protocol/frame-encoder.js';
import { BatchBodyWriter } from './batch-body-writer.js';

/** One message of a batch. */
export interface BatchEntry {
  readonly flag: number;
  readonly body: Uint8Array;
  /** The property string. */
  readonly properties: string;
}

/** Magic and CRC. */
const UNUSED_BYTES = 8;

export function encodeBatchEntries(entries: readonly BatchEntry[]): Buffer {
  const writer = new BatchBodyWriter(0);
  for (const { flag, body, properties } of entries) {
    writeText(writer.beginEntry(flag, body), properties);
    writer.endEntry();
  }
  return writer.take();
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
