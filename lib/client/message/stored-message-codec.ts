/**
 * Messages as brokers store them and hand them out, back to back in the body of a pull:
 *
 *     i32 size | u32 magic | i32 body CRC | i32 queue id | i32 flag | i64 queue offset | i64 commit-log offset | i32 sysFlag
 *     | i64 born time | born IP (4 or 16) + i32 port | i64 store time | store IP (4 or 16) + i32 port | i32 reconsume times
 *     | i64 prepared transaction offset | i32 + body | i8 (or i16) + topic | i16 + properties
 *
 * Source: wire protocol section 3.6, Java `MessageDecoder.decode`. Checked against recorded answers of both broker versions.
 */
import { FrameError } from '../errors/transport-errors.js';
import { ByteReader } from '../protocol/byte-reader.js';
import { hostText } from './host-text.js';
import { compressTypeOf } from './message-compression.js';
import type { MessageExt } from './message-ext.js';
import { decodeProperties, KEY_SEPARATOR, PROPERTY } from './message-properties.js';
import { offsetMessageId } from './offset-message-id.js';
import { SYS_FLAG } from './sys-flag.js';
import { inflateNow } from './zlib-compressor.js';

const MAGIC_V1 = -626_843_481;
/** As V1 with a 16-bit topic length. */
const MAGIC_V2 = -626_843_477;

/**
 * Reads all messages of a body. Bodies compressed with zlib come decompressed, with the COMPRESSED bit cleared; bodies
 * compressed with anything else come as they are stored, with the bit still set: `openStoredBodies` opens those.
 *
 * @param maxBodyBytes - limit for a decompressed body
 * @throws {FrameError} FRAME_MALFORMED - bytes that are no stored messages, or a body that does not decompress
 */
export function decodeStoredMessages(bytes: Uint8Array, maxBodyBytes: number): MessageExt[] {
  const messages: MessageExt[] = [];
  const reader = new ByteReader(bytes, 'stored message');
  while (reader.remaining > 0) {
    const size = reader.readInt32();
    const content = reader.readBytes(size - 4);
    messages.push(decodeOne(new ByteReader(content, 'stored message'), maxBodyBytes));
  }
  return messages;
}

function decodeOne(reader: ByteReader, maxBodyBytes: number): MessageExt {
  const magic = reader.readInt32();
  if (magic !== MAGIC_V1 && magic !== MAGIC_V2) {
    throw new FrameError('FRAME_MALFORMED', `a stored message has the unknown magic code ${magic}`);
  }
  const bodyCrc = reader.readInt32();
  const queueId = reader.readInt32();
  const flag = reader.readInt32();
  const queueOffset = reader.readInt64();
  const commitLogOffset = reader.readInt64();
  const storedSysFlag = reader.readInt32();
  const bornTimestamp = reader.readInt64();
  const born = reader.readBytes(hostBytes(storedSysFlag, SYS_FLAG.BORN_HOST_V6));
  const storeTimestamp = reader.readInt64();
  const store = reader.readBytes(hostBytes(storedSysFlag, SYS_FLAG.STORE_HOST_V6));
  const reconsumeTimes = reader.readInt32();
  const preparedTransactionOffset = reader.readInt64();
  const stored = reader.readBytes(reader.readInt32());
  const topic = reader.readUtf8(magic === MAGIC_V1 ? reader.readInt8() & 0xff : reader.readInt16());
  const properties = decodeProperties(reader.readUtf8(reader.readInt16()));
  const { body, sysFlag } = openBody(stored, storedSysFlag, maxBodyBytes);
  const offsetMsgId = offsetMessageId(store, commitLogOffset);
  return {
    topic,
    body,
    tags: properties[PROPERTY.TAGS],
    keys: properties[PROPERTY.KEYS]?.split(KEY_SEPARATOR) ?? [],
    properties,
    flag,
    msgId: properties[PROPERTY.UNIQ_KEY] ?? offsetMsgId,
    offsetMsgId,
    queueId,
    queueOffset,
    commitLogOffset,
    sysFlag,
    bornTimestamp,
    bornHost: hostText(born),
    storeTimestamp,
    storeHost: hostText(store),
    reconsumeTimes,
    preparedTransactionOffset,
    bodyCrc,
  };
}

function openBody(body: Buffer, sysFlag: number, maxBytes: number): { body: Buffer; sysFlag: number } {
  if (compressTypeOf(sysFlag) !== 'ZLIB') return { body, sysFlag };
  try {
    return { body: inflateNow(body, maxBytes), sysFlag: sysFlag & ~SYS_FLAG.COMPRESSED };
  } catch (error) {
    throw new FrameError(
      'FRAME_MALFORMED',
      `the zlib body of a stored message does not decompress to at most ${maxBytes} bytes`,
      {
        cause: error,
      },
    );
  }
}

function hostBytes(sysFlag: number, v6Bit: number): number {
  return (sysFlag & v6Bit) === 0 ? 8 : 20;
}
