/**
 * Compressed bodies: zlib streams (RFC 1950). Source: wire protocol section 3.4.
 */
import { deflate, inflateSync } from 'node:zlib';
import { SYS_FLAG } from './sys-flag.js';

/** Bodies from this size on are compressed, in bytes (Java `compressMsgBodyOverHowmuch`). */
export const DEFAULT_COMPRESS_OVER_BYTES = 4096;
const COMPRESS_LEVEL = 5;

/** What goes into `sysFlag` with a body from {@link compressBody}. */
export const COMPRESSED_BODY_FLAGS = SYS_FLAG.COMPRESSED | SYS_FLAG.COMPRESSION_ZLIB;

/** Compresses into a new buffer, on a worker thread so that large bodies do not hold up the loop. */
export function compressBody(body: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    deflate(body, { level: COMPRESS_LEVEL }, (error, compressed) => {
      if (error === null) resolve(compressed);
      else reject(error);
    });
  });
}

/** Whether {@link decompressBody} can read a body with these flags; type 0 is zlib too (old producers). */
export function isZlibCompressed(sysFlag: number): boolean {
  const type = sysFlag & SYS_FLAG.COMPRESSION_TYPE_MASK;
  return (sysFlag & SYS_FLAG.COMPRESSED) !== 0 && (type === 0 || type === SYS_FLAG.COMPRESSION_ZLIB);
}

/** @param maxBytes - refuses to grow beyond this, so that a small message cannot fill the memory */
export function decompressBody(body: Uint8Array, maxBytes: number): Buffer {
  return inflateSync(body, { maxOutputLength: maxBytes });
}
