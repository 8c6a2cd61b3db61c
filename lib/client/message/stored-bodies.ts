/**
 * Opens the bodies that `decodeStoredMessages` leaves as they are stored, because opening them takes a package that is
 * loaded at first use.
 */
import { CompressionUnavailableError } from '../errors/input-errors.js';
import { FrameError } from '../errors/transport-errors.js';
import type { BodyCompressor, CompressType } from './body-compressor.js';
import { BODY_COMPRESSORS, compressTypeOf } from './message-compression.js';
import type { MessageExt } from './message-ext.js';
import { SYS_FLAG } from './sys-flag.js';

/**
 * The same messages with their bodies decompressed and the COMPRESSED bit cleared. A body whose package is not
 * installed comes as it is stored, with the bit still set.
 *
 * @param maxBodyBytes - limit for a decompressed body
 * @throws {FrameError} FRAME_MALFORMED - a body that does not decompress
 */
export function openStoredBodies(
  messages: readonly MessageExt[],
  maxBodyBytes: number,
  compressors: Readonly<Record<CompressType, BodyCompressor>> = BODY_COMPRESSORS,
): Promise<MessageExt[]> {
  return Promise.all(
    messages.map((message) => {
      const type = compressTypeOf(message.sysFlag);
      if (type === undefined) return Promise.resolve(message);
      return open(message, { type, maxBodyBytes, compressor: compressors[type] });
    }),
  );
}

interface Opening {
  readonly type: CompressType;
  readonly compressor: BodyCompressor;
  readonly maxBodyBytes: number;
}

async function open(message: MessageExt, { type, compressor, maxBodyBytes }: Opening): Promise<MessageExt> {
  try {
    const body = await compressor.decompress(message.body, maxBodyBytes);
    return { ...message, body, sysFlag: message.sysFlag & ~SYS_FLAG.COMPRESSED };
  } catch (error) {
    if (error instanceof CompressionUnavailableError) return message;
    throw undecompressable(type, maxBodyBytes, error);
  }
}

function undecompressable(type: CompressType, maxBodyBytes: number, cause: unknown): FrameError {
  return new FrameError(
    'FRAME_MALFORMED',
    `the ${type} body of a stored message does not decompress to at most ${maxBodyBytes} bytes`,
    { cause },
  );
}
