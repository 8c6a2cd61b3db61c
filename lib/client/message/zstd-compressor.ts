/**
 * zstd frames: by Node itself where it can (22.15 and newer), else by the optional package `@bokuweb/zstd-wasm`, loaded
 * at first use. Node works on a worker thread, the package on the loop: about 10 ms for a body of 1 MiB.
 */
import { promisify } from 'node:util';
import type { BodyCompressor } from './body-compressor.js';
import { SYS_FLAG } from './sys-flag.js';
import { zstdFrames } from './zstd-frame.js';
import { type ZstdCodec, type ZstdPackage, zstdPackageCodec } from './zstd-package.js';

type Callback = (error: Error | null, result: Uint8Array) => void;

/** What newer Nodes have in `node:zlib`. */
export interface NodeZstd {
  readonly constants?: { readonly ZSTD_c_compressionLevel?: number };
  readonly zstdCompress?: (body: Uint8Array, options: { params: Record<number, number> }, done: Callback) => void;
  readonly zstdDecompress?: (frame: Uint8Array, options: { maxOutputLength: number }, done: Callback) => void;
}

/** @internal */
export function zstdCompressor(zlib: NodeZstd, load: () => Promise<ZstdPackage>): BodyCompressor {
  const codec = nodeCodec(zlib) ?? zstdPackageCodec(load);
  return {
    flags: SYS_FLAG.COMPRESSED | SYS_FLAG.COMPRESSION_ZSTD,
    levels: { least: 1, most: 22 },
    compress: (body, level) => codec.compress(body, level),
    decompress: async (body, maxBytes) => {
      const parts: Uint8Array[] = [];
      let leftBytes = maxBytes;
      for (const frame of zstdFrames(body, maxBytes)) {
        const part = await codec.decompress(frame.bytes, Math.min(frame.maxBytes, leftBytes));
        leftBytes -= part.length;
        if (leftBytes < 0) throw new RangeError(`zstd frames of more than ${maxBytes} bytes`);
        parts.push(part);
      }
      return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
    },
  };
}

function nodeCodec({ constants, zstdCompress, zstdDecompress }: NodeZstd): ZstdCodec | undefined {
  const level = constants?.ZSTD_c_compressionLevel;
  if (level === undefined || zstdCompress === undefined || zstdDecompress === undefined) return undefined;
  const compress = promisify(zstdCompress);
  const decompress = promisify(zstdDecompress);
  return {
    compress: (body, compressLevel) => compress(body, { params: { [level]: compressLevel } }),
    // Node takes no limit of 0, which is the size of a frame without content.
    decompress: (frame, maxBytes) => decompress(frame, { maxOutputLength: Math.max(1, maxBytes) }),
  };
}
