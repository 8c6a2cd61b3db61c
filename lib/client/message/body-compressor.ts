/**
 * What every kind of compression of message bodies offers. Source: wire protocol sections 3.3 and 3.4.
 */

/** RocketMQ's kinds of compression. Java's `CompressionType`. */
export type CompressType = 'ZLIB' | 'LZ4' | 'ZSTD';

/** @internal One kind of compression. */
export interface BodyCompressor {
  /** What goes into `sysFlag` with a body that {@link compress} made. */
  readonly flags: number;
  /** Levels that {@link compress} takes, `undefined` where there is only one way to compress. */
  readonly levels: { readonly least: number; readonly most: number } | undefined;
  /**
   * Compresses into new bytes.
   *
   * @throws {CompressionUnavailableError} COMPRESSION_UNAVAILABLE - the package it needs cannot be loaded
   */
  readonly compress: (body: Uint8Array, level: number) => Promise<Uint8Array>;
  /**
   * Decompresses into new bytes.
   *
   * @param maxBytes - refuses to grow beyond this, so that a small message cannot fill the memory
   * @throws {CompressionUnavailableError} COMPRESSION_UNAVAILABLE - the package it needs cannot be loaded
   * @throws {Error} of any kind - damaged bytes, or more than `maxBytes` come out
   */
  readonly decompress: (body: Uint8Array, maxBytes: number) => Promise<Uint8Array>;
}

/** @internal A part of a body that decompresses by itself. */
export interface CompressedFrame {
  readonly bytes: Uint8Array;
  /** It decompresses to this many bytes at most. */
  readonly maxBytes: number;
}
