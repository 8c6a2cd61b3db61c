/**
 * Writes a message as brokers store it and hand it out: the other direction of client/message/stored-message-codec.ts,
 * where the layout is shown. Reads back its properties alone. Topics here have at most 127 characters, so the layout is always version 1.
 * Source: wire protocol section 3.6, Java `MessageExtEncoder`.
 */
import { crc32 } from 'node:zlib';
import { SYS_FLAG } from '../client/message/sys-flag.js';
import { ByteWriter } from '../client/protocol/byte-writer.js';
import type { HostAddress } from './host-address.js';

/** A message before the store has given it its place. */
export interface IncomingMessage {
  readonly topic: string;
  readonly queueId: number;
  readonly flag: number;
  readonly sysFlag: number;
  readonly bornTimestamp: number;
  readonly bornHost: HostAddress;
  readonly reconsumeTimes: number;
  readonly body: Uint8Array;
  /** The property string as it is stored, at most 32,767 bytes. */
  readonly properties: string;
}

/** Where and when a message was stored. */
export interface StoredPlace {
  readonly queueOffset: number;
  readonly commitLogOffset: number;
  readonly storeTimestamp: number;
  readonly storeHost: HostAddress;
}

const MAGIC_V1 = -626_843_481;
/** All fields of a fixed size, without the two hosts. */
const FIXED_BYTES = 75;
const CRC_BITS = 0x7fff_ffff;

export function encodeStoredMessage(message: IncomingMessage, place: StoredPlace): Buffer {
  const { bornHost, body, topic, properties } = message;
  const { storeHost } = place;
  const topicBytes = Buffer.byteLength(topic);
  const propertyBytes = Buffer.byteLength(properties);
  const size = FIXED_BYTES + bornHost.bytes.length + storeHost.bytes.length + body.length + topicBytes + propertyBytes;
  const writer = new ByteWriter(size);
  writer.writeInt32(size);
  writer.writeInt32(MAGIC_V1);
  writer.writeInt32(crc32(body) & CRC_BITS);
  writer.writeInt32(message.queueId);
  writer.writeInt32(message.flag);
  writer.writeInt64(place.queueOffset);
  writer.writeInt64(place.commitLogOffset);
  writer.writeInt32(message.sysFlag | hostFlags(bornHost, storeHost));
  writer.writeInt64(message.bornTimestamp);
  writer.writeBytes(bornHost.bytes);
  writer.writeInt64(place.storeTimestamp);
  writer.writeBytes(storeHost.bytes);
  writer.writeInt32(message.reconsumeTimes);
  writer.writeInt64(0);
  writer.writeInt32(body.length);
  writer.writeBytes(body);
  writer.writeInt8(topicBytes);
  writer.writeUtf8(topic);
  writer.writeInt16(propertyBytes);
  writer.writeUtf8(properties);
  return writer.buffer;
}

/** Where `sysFlag` is, which decides on the sizes of the hosts behind it. */
const SYS_FLAG_AT = 36;

/** The property string of an encoded message. */
export function storedProperties(bytes: Buffer): string {
  const sysFlag = bytes.readInt32BE(SYS_FLAG_AT);
  const bornHostBytes = (sysFlag & SYS_FLAG.BORN_HOST_V6) === 0 ? 8 : 20;
  const storeHostBytes = (sysFlag & SYS_FLAG.STORE_HOST_V6) === 0 ? 8 : 20;
  // sysFlag, born time and host, store time and host, reconsume times, prepared transaction offset.
  const bodyAt = SYS_FLAG_AT + 4 + 8 + bornHostBytes + 8 + storeHostBytes + 4 + 8;
  const topicAt = bodyAt + 4 + bytes.readInt32BE(bodyAt);
  const propertiesAt = topicAt + 1 + bytes.readUInt8(topicAt);
  return bytes.toString('utf8', propertiesAt + 2);
}

function hostFlags(bornHost: HostAddress, storeHost: HostAddress): number {
  return (bornHost.isV6 ? SYS_FLAG.BORN_HOST_V6 : 0) | (storeHost.isV6 ? SYS_FLAG.STORE_HOST_V6 : 0);
}
