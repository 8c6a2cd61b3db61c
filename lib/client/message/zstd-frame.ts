/**
 * Takes zstd frames apart without decompressing them: where each of them ends, and how much can come out of it at most.
 * Java's frames do not say their size, and the decoder for Node without zstd wants to know it. Source: RFC 8878, 3.1.1.
 *
 *     magic | descriptor | [window] | [dictionary id] | [content size] | blocks: i24 last, type, size + content | [checksum]
 */
import type { CompressedFrame } from './body-compressor.js';

const MAGIC = 0xfd2f_b528;
const DESCRIPTOR = { SINGLE_SEGMENT: 0x20, CHECKSUM: 4, DICTIONARY_MASK: 3 } as const;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
const BLOCK = { RAW: 0, REPEATED: 1, COMPRESSED: 2 } as const;
const MAX_BLOCK_BYTES = 128 * 1024;

interface FrameHeader {
  /** Where the first block begins. */
  readonly at: number;
  readonly contentSize: number | undefined;
  readonly hasChecksum: boolean;
}

/**
 * The frames of a body, one after the other.
 *
 * @param maxBytes - most that all of them may decompress to
 * @throws {RangeError} bytes that are no whole frames, or certainly more than `maxBytes` in them
 * @internal
 */
export function zstdFrames(body: Uint8Array, maxBytes: number): CompressedFrame[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const frames: CompressedFrame[] = [];
  let at = 0;
  do {
    const header = readHeader(bytes, at);
    const { end, size } = readBlocks(bytes, header);
    const stated = header.contentSize ?? 0;
    if (stated > maxBytes) throw new RangeError(`a zstd frame of ${stated} bytes, which is more than ${maxBytes}`);
    frames.push({ bytes: bytes.subarray(at, end), maxBytes: Math.min(header.contentSize ?? size, maxBytes) });
    at = end;
  } while (at < bytes.length);
  return frames;
}

function readHeader(bytes: Buffer, start: number): FrameHeader {
  if (bytes.readUInt32LE(start) !== MAGIC) throw new RangeError('this is no zstd frame');
  const descriptor = bytes.readUInt8(start + 4);
  const isSingleSegment = (descriptor & DESCRIPTOR.SINGLE_SEGMENT) !== 0;
  const windowBytes = isSingleSegment ? 0 : 1;
  const dictionaryBytes = DICTIONARY_ID_BYTES[(descriptor & DESCRIPTOR.DICTIONARY_MASK) as 0 | 1 | 2 | 3];
  const at = start + 5 + windowBytes + dictionaryBytes;
  const sizeCode = (descriptor >> 6) as 0 | 1 | 2 | 3;
  const sizeBytes = sizeCode === 0 && isSingleSegment ? 1 : CONTENT_SIZE_BYTES[sizeCode];
  return {
    at: at + sizeBytes,
    contentSize: readContentSize(bytes, at, sizeBytes),
    hasChecksum: (descriptor & DESCRIPTOR.CHECKSUM) !== 0,
  };
}

function readContentSize(bytes: Buffer, at: number, sizeBytes: 0 | 1 | 2 | 4 | 8): number | undefined {
  if (sizeBytes === 0) return undefined;
  if (sizeBytes === 8) return Number(bytes.readBigUInt64LE(at));
  // Two bytes count from 256 on, since smaller sizes have one byte.
  return bytes.readUIntLE(at, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
}

function readBlocks(bytes: Buffer, { at: start, hasChecksum }: FrameHeader): { end: number; size: number } {
  let at = start;
  let size = 0;
  for (let isLast = false; !isLast;) {
    const block = bytes.readUIntLE(at, 3);
    isLast = (block & 1) === 1;
    const type = (block >> 1) & 3;
    const length = block >> 3;
    if (type > BLOCK.COMPRESSED) throw new RangeError('a zstd block of an unknown type');
    at += 3 + (type === BLOCK.REPEATED ? 1 : length);
    size += type === BLOCK.COMPRESSED ? MAX_BLOCK_BYTES : length;
  }
  const end = at + (hasChecksum ? 4 : 0);
  if (end > bytes.length) throw new RangeError('a zstd frame ends beyond the body');
  return { end, size };
}
