/**
 * zlib streams (RFC 1950), which every RocketMQ client can read. Part of Node.
 */
import { promisify } from 'node:util';
import { deflate, inflate, inflateSync } from 'node:zlib';
import type { BodyCompressor } from './body-compressor.js';
import { SYS_FLAG } from './sys-flag.js';

// Both run on a worker thread, so that large bodies do not hold up the loop.
const deflateAside = promisify<Uint8Array, { level: number }, Buffer>(deflate);
const inflateAside = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflate);

/** @internal */
export const zlibCompressor: BodyCompressor = {
  flags: SYS_FLAG.COMPRESSED | SYS_FLAG.COMPRESSION_ZLIB,
  levels: { least: 0, most: 9 },
  compress: (body, level) => deflateAside(body, { level }),
  decompress: (body, maxBytes) => inflateAside(body, { maxOutputLength: maxBytes }),
};

/** As the compressor's own method, at once. @internal */
export function inflateNow(body: Uint8Array, maxBytes: number): Buffer {
  return inflateSync(body, { maxOutputLength: maxBytes });
}
