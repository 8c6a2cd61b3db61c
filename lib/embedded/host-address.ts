/**
 * The address of a socket's end as stored messages carry it. Source: wire protocol section 3.6, fields 10 and 12.
 */
export interface HostAddress {
  /** As routes and remarks show it: `127.0.0.1:10911`, `[::1]:10911`. */
  readonly text: string;
  /** 4 or 16 bytes of IP, then the port as 4 bytes. */
  readonly bytes: Buffer;
  readonly isV6: boolean;
}

const MAPPED_V4 = /^::ffff:(?=\d+\.)/i;
const V6_GROUPS = 8;

/** @param ip - numeric, as `node:net` reports it */
export function hostAddress(ip: string, port: number): HostAddress {
  const plain = ip.replace(MAPPED_V4, '').replace(/%.*$/, '');
  const isV6 = plain.includes(':');
  const portBytes = Buffer.alloc(4);
  portBytes.writeInt32BE(port);
  return {
    text: isV6 ? `[${plain}]:${port}` : `${plain}:${port}`,
    bytes: Buffer.concat([isV6 ? v6Bytes(plain) : Buffer.from(plain.split('.').map(Number)), portBytes]),
    isV6,
  };
}

/** `::` stands for as many zero groups as are missing. */
function v6Bytes(ip: string): Buffer {
  const [start = '', end] = ip.split('::');
  const first = groups(start);
  const last = groups(end ?? '');
  const bytes = Buffer.alloc(V6_GROUPS * 2);
  first.forEach((group, index) => bytes.writeUInt16BE(group, index * 2));
  last.forEach((group, index) => bytes.writeUInt16BE(group, (V6_GROUPS - last.length + index) * 2));
  return bytes;
}

function groups(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
