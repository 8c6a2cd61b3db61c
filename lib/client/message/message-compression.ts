/**
 * The kinds of compression by name and by the bits of a message's `sysFlag`. Source: wire protocol sections 3.3 and 3.4.
 */
import * as zlib from 'node:zlib';
import type { BodyCompressor, CompressType } from './body-compressor.js';
import { lz4Compressor } from './lz4-compressor.js';
import { SYS_FLAG } from './sys-flag.js';
import { zlibCompressor } from './zlib-compressor.js';
import { type NodeZstd, zstdCompressor } from './zstd-compressor.js';

/** Bodies from this size on are compressed, in bytes (Java `compressMsgBodyOverHowmuch`). */
export const DEFAULT_COMPRESS_OVER_BYTES = 4096;
/** Java `rocketmq.message.compressLevel`. */
export const DEFAULT_COMPRESS_LEVEL = 5;

/** @internal What compresses and decompresses, by its name. */
export const BODY_COMPRESSORS: Readonly<Record<CompressType, BodyCompressor>> = {
  ZLIB: zlibCompressor,
  LZ4: lz4Compressor(() => import('lz4-napi')),
  ZSTD: zstdCompressor(zlib as NodeZstd, () => import('@bokuweb/zstd-wasm')),
};

const TYPES: ReadonlyMap<number, CompressType> = new Map([
  // Old producers write no type.
  [0, 'ZLIB'],
  [SYS_FLAG.COMPRESSION_ZLIB, 'ZLIB'],
  [SYS_FLAG.COMPRESSION_LZ4, 'LZ4'],
  [SYS_FLAG.COMPRESSION_ZSTD, 'ZSTD'],
]);

/** How a body with these flags is compressed; `undefined` for one that is not, or in a way nobody knows. */
export function compressTypeOf(sysFlag: number): CompressType | undefined {
  return (sysFlag & SYS_FLAG.COMPRESSED) === 0 ? undefined : TYPES.get(sysFlag & SYS_FLAG.COMPRESSION_TYPE_MASK);
}
