/**
 * The broker's message id: store host and commit-log offset, as upper-case hex.
 * Source: wire protocol section 4.2, Java `MessageDecoder.createMessageId`.
 */

/** @param hostBytes - 4 or 16 bytes of the broker's address, then its port as 4 bytes */
export function offsetMessageId(hostBytes: Uint8Array, commitLogOffset: number): string {
  const id = Buffer.alloc(hostBytes.length + 8);
  id.set(hostBytes, 0);
  id.writeBigInt64BE(BigInt(commitLogOffset), hostBytes.length);
  return id.toString('hex').toUpperCase();
}
