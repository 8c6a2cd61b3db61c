/**
 * Takes LZ4 frames apart without decompressing them: where each of them ends, and how much comes out of it.
 * A decoder without a limit is safe behind this. Source: the LZ4 frame format 1.6 and the LZ4 block format.
 *
 *     magic | FLG | BD | [i64 content size] | [i32 dictionary id] | header checksum | blocks | i32 0 | [i32 checksum]
 */
import type { CompressedFrame } from './body-compressor.js';

const MAGIC = 0x184d_2204;
const FLG = {
  VERSION_MASK: 0xc0,
  VERSION_1: 0x40,
  BLOCK_CHECKSUM: 0x10,
  CONTENT_SIZE: 8,
  CONTENT_CHECKSUM: 4,
  DICTIONARY: 1,
};
/** The top bit of a block's size says that the block is stored as it is. */
const STORED_BLOCK = 0x8000_0000;
const MIN_MATCH_BYTES = 4;

/**
 * The frames of a body, one after the other.
 *
 * @param maxBytes - most that all of them may decompress to
 * @throws {RangeError} bytes that are no whole frames, or more than `maxBytes` in them
 * @internal
 */
export function lz4Frames(body: Uint8Array, maxBytes: number): CompressedFrame[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const frames: CompressedFrame[] = [];
  let leftBytes = maxBytes;
  let at = 0;
  do {
    const { end, size } = readFrame(bytes, at, leftBytes);
    frames.push({ bytes: bytes.subarray(at, end), maxBytes: size });
    leftBytes -= size;
    at = end;
  } while (at < bytes.length);
  return frames;
}

function readFrame(bytes: Buffer, start: number, maxBytes: number): { end: number; size: number } {
  if (bytes.readUInt32LE(start) !== MAGIC) throw new RangeError('this is no LZ4 frame');
  const flags = bytes.readUInt8(start + 4);
  if ((flags & FLG.VERSION_MASK) !== FLG.VERSION_1) throw new RangeError('an LZ4 frame of an unknown version');
  const has = (bit: number): boolean => (flags & bit) !== 0;
  const blockChecksumBytes = has(FLG.BLOCK_CHECKSUM) ? 4 : 0;
  let at = start + 7 + (has(FLG.CONTENT_SIZE) ? 8 : 0) + (has(FLG.DICTIONARY) ? 4 : 0);
  let size = 0;
  for (let block = bytes.readUInt32LE(at); block !== 0; block = bytes.readUInt32LE(at)) {
    const length = block % STORED_BLOCK;
    const content = at + 4;
    at = content + length + blockChecksumBytes;
    if (at > bytes.length) throw new RangeError('an LZ4 block ends beyond the body');
    size += block >= STORED_BLOCK ? length : blockSize(bytes, content, content + length);
    if (size > maxBytes) throw new RangeError(`LZ4 frames of more than ${maxBytes} bytes`);
  }
  const end = at + 4 + (has(FLG.CONTENT_CHECKSUM) ? 4 : 0);
  if (end > bytes.length) throw new RangeError('an LZ4 frame ends beyond the body');
  return { end, size };
}

/** What a block decompresses to: the sum of its literals and matches. */
function blockSize(bytes: Buffer, start: number, end: number): number {
  let size = 0;
  let at = start;
  const extended = (length: number): number => {
    if (length !== 15) return length;
    let sum = length;
    for (let next = 255; next === 255;) {
      next = bytes.readUInt8(at++);
      sum += next;
    }
    return sum;
  };
  while (at < end) {
    const token = bytes.readUInt8(at++);
    const literals = extended(token >> 4);
    size += literals;
    at += literals;
    // The last sequence of a block is literals only.
    if (at >= end) break;
    at += 2;
    size += MIN_MATCH_BYTES + extended(token & 15);
  }
  if (at !== end) throw new RangeError('an LZ4 sequence ends beyond its block');
  return size;
}
