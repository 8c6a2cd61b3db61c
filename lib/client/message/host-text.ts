/**
 * A host as messages and ids carry it, in words.
 */

/** @param host - 4 or 16 bytes of an IP address, then a port as 4 bytes */
export function hostText(host: Buffer): string {
  const port = host.readInt32BE(host.length - 4);
  const ip = host.subarray(0, host.length - 4);
  if (ip.length === 4) return `${ip.join('.')}:${port}`;
  const groups = Array.from({ length: 8 }, (_, group) => ip.readUInt16BE(group * 2).toString(16));
  return `[${groups.join(':')}]:${port}`;
}
