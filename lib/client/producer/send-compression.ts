/**
 * Compresses the body of a send, once for all its attempts. Source: Java `DefaultMQProducerImpl.tryToCompressMessage`.
 */
import { CompressionUnavailableError } from '../errors/input-errors.js';
import { BODY_COMPRESSORS } from '../message/message-compression.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';

export type CompressionOptions = Pick<ResolvedProducerOptions, 'compressOverBytes' | 'compressType' | 'compressLevel'>;

/**
 * Puts the compressed body in the place of the body, which itself is not touched; returns nothing if there is nothing to
 * do. A body that cannot be compressed travels as it is, as in Java; only without the package for it the send must not go
 * out, since then none would ever be compressed.
 *
 * @throws {CompressionUnavailableError} COMPRESSION_UNAVAILABLE - rejects
 */
export function compressSend(send: OutgoingSend, options: CompressionOptions): Promise<void> | undefined {
  const isOwn = !send.batch && send.body === send.message.body;
  if (!isOwn || send.body.length < options.compressOverBytes) return undefined;
  return compress(send, options);
}

async function compress(send: OutgoingSend, { compressType, compressLevel }: CompressionOptions): Promise<void> {
  const compressor = BODY_COMPRESSORS[compressType];
  try {
    send.body = await compressor.compress(send.body, compressLevel);
    send.ownExtras.sysFlag |= compressor.flags;
  } catch (error) {
    if (error instanceof CompressionUnavailableError) throw error;
  }
}
