/**
 * `host:port` texts, as name servers and options give them.
 */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/**
 * Splits at the last colon, so that IPv6 addresses work with and without brackets; `undefined` if it is no address.
 */
export function parseAddress(address: string): HostAndPort | undefined {
  const match = /^(?:\[([^\]]+)\]|([^[\]\s]+)):(\d{1,5})$/.exec(address.trim());
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
