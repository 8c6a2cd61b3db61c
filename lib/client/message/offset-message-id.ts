/**
 * The broker's message id: store host and commit-log offset, as upper-case hex.
 * Source: wire protocol section 4.2, Java `MessageDecoder.createMessageId`.
 */
import { hostText } from './host-text.js';

/** @param hostBytes - 4 or 16 bytes of the broker's address, then its port as 4 bytes */
export function offsetMessageId(hostBytes: Uint8Array, commitLogOffset: number): string {
  const id = Buffer.alloc(hostBytes.length + 8);
  id.set(hostBytes, 0);
  id.writeBigInt64BE(BigInt(commitLogOffset), hostBytes.length);
  return id.toString('hex').toUpperCase();
}

/** What an offset message id says. */
export interface OffsetMessageId {
  /** `ip:port` of the broker that stored the message. */
  readonly storeHost: string;
  readonly commitLogOffset: number;
}

/** 16 bytes with an IPv4 address, 28 with an IPv6 one. */
const ID = /^(?:[0-9A-F]{32}|[0-9A-F]{56})$/i;
const LARGEST_PORT = 65_535;

/** Reads an id; `undefined` for a text that is none, such as nearly every UNIQ_KEY: its port would be no port. */
export function parseOffsetMessageId(id: string): OffsetMessageId | undefined {
  if (!ID.test(id)) return undefined;
  const bytes = Buffer.from(id, 'hex');
  const port = bytes.readUInt32BE(bytes.length - 12);
  const offset = bytes.readBigInt64BE(bytes.length - 8);
  if (port === 0 || port > LARGEST_PORT || offset < 0n || offset > Number.MAX_SAFE_INTEGER) return undefined;
  return { storeHost: hostText(bytes.subarray(0, -8)), commitLogOffset: Number(offset) };
}
