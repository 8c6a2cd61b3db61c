/**
 * zstd by the optional package `@bokuweb/zstd-wasm`, for a Node without its own.
 *
 * All users of the package in a process share one instance. Seen with 0.0.27: after a second `init()`, whoever calls it, it
 * returns zeroes or old bytes instead of results, without an error. So it is initialised only if nobody has done it yet,
 * and proves before each use, in the same turn, that it still works.
 */
import { randomBytes } from 'node:crypto';
import { CompressionUnavailableError } from '../errors/input-errors.js';
import { loadPackage } from './optional-package.js';

/** @internal One way to compress; `decompress` gets one frame and the most that may come out of it. */
export interface ZstdCodec {
  compress(body: Uint8Array, level: number): Promise<Uint8Array>;
  decompress(frame: Uint8Array, maxBytes: number): Promise<Uint8Array>;
}

/** @internal What is used of the package. */
export interface ZstdPackage {
  init(): Promise<void>;
  compress(body: Uint8Array, level?: number): Uint8Array;
  /** Takes the size from the frame, or `defaultHeapSize` if the frame does not say it. */
  decompress(frame: Uint8Array, options?: { defaultHeapSize?: number }): Uint8Array;
}

const NAME = '@bokuweb/zstd-wasm';

/** @internal */
export function zstdPackageCodec(load: () => Promise<ZstdPackage>): ZstdCodec {
  const works = probe();
  const initialised = once(() =>
    loadPackage('ZSTD', NAME, async () => {
      const zstd = await load();
      if (works(zstd) === undefined) await zstd.init();
      return zstd;
    }),
  );
  const use = async (act: (zstd: ZstdPackage) => Uint8Array): Promise<Uint8Array> => {
    const zstd = await initialised();
    if (works(zstd) === true) return act(zstd);
    const cause = new Error(`other code in this process has called init() of ${NAME} once more`);
    throw new CompressionUnavailableError('ZSTD', NAME, { cause });
  };
  return {
    compress: (body, level) => use((zstd) => zstd.compress(body, level)),
    decompress: (frame, maxBytes) => use((zstd) => zstd.decompress(frame, { defaultHeapSize: maxBytes })),
  };
}

/** A frame of 8 bytes that are stored as they are. */
const PROBE_HEADER = Buffer.from('28b52ffd2008410000', 'hex');

/**
 * Compresses 8 bytes that were never compressed before, so that no old bytes can pass for the answer.
 * Answers `undefined` where nothing works because nobody has called `init()` yet.
 */
function probe(): (zstd: ZstdPackage) => boolean | undefined {
  const bytes = randomBytes(8);
  return (zstd) => {
    bytes.writeUInt32LE((bytes.readUInt32LE() + 1) >>> 0);
    try {
      return Buffer.concat([PROBE_HEADER, bytes]).equals(zstd.compress(bytes, 1));
    } catch {
      return undefined;
    }
  };
}

/** Acts once for all callers; after a failure the next caller tries again. */
function once<T>(act: () => Promise<T>): () => Promise<T> {
  let acting: Promise<T> | undefined;
  return () => {
    acting ??= act().catch((error: unknown) => {
      acting = undefined;
      throw error;
    });
    return acting;
  };
}
