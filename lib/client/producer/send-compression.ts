/**
 * Compresses the body of a send, once for all its attempts. Source: Java `DefaultMQProducerImpl.tryToCompressMessage`.
 */
import { CompressionUnavailableError } from '../errors/input-errors.js';
import { BODY_COMPRESSORS } from '../message/message-compression.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';

/**
 * Puts the compressed body in the place of the body, which itself is not touched. A body that cannot be compressed travels
 * as it is, as in Java; only without the package for it the send must not go out, since then none would ever be compressed.
 */
export async function compressSend(
  send: OutgoingSend,
  { compressType, compressLevel }: ResolvedProducerOptions,
): Promise<CompressionUnavailableError | undefined> {
  const { compress, flags } = BODY_COMPRESSORS[compressType];
  try {
    send.body = await compress(send.body, compressLevel);
    send.sysFlag |= flags;
    return undefined;
  } catch (error) {
    return error instanceof CompressionUnavailableError ? error : undefined;
  }
}
