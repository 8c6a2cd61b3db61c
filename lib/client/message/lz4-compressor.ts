/**
 * LZ4 frames with independent blocks, the only ones that Java reads. By the optional package lz4-napi, loaded at first use.
 */
import type { BodyCompressor } from './body-compressor.js';
import { lz4Frames } from './lz4-frame.js';
import { loadPackage } from './optional-package.js';
import { SYS_FLAG } from './sys-flag.js';

/** What is used of lz4-napi; both work on a worker thread. */
export interface Lz4Package {
  compressFrame(body: Uint8Array): Promise<Uint8Array>;
  /** Has no limit, and reads the first of several frames only. */
  decompressFrame(frame: Uint8Array): Promise<Uint8Array>;
}

/** @internal */
export function lz4Compressor(load: () => Promise<Lz4Package>): BodyCompressor {
  const loaded = (): Promise<Lz4Package> => loadPackage('LZ4', 'lz4-napi', load);
  return {
    flags: SYS_FLAG.COMPRESSED | SYS_FLAG.COMPRESSION_LZ4,
    levels: undefined,
    compress: async (body) => (await loaded()).compressFrame(body),
    decompress: async (body, maxBytes) => {
      const lz4 = await loaded();
      const parts: Uint8Array[] = [];
      for (const frame of lz4Frames(body, maxBytes)) parts.push(await lz4.decompressFrame(frame.bytes));
      return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
    },
  };
}
