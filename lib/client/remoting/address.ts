/**
 * `host:port` texts, as name servers and options give them.
 */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** At least two colons: anything else with a colon is a slip, such as a URL or a second port. */
const BARE_IPV6 = /^[\da-f]*:[\da-f]*:[\da-f:.]*(?:%\w+)?$/i;

/**
 * Splits at the last colon, so that IPv6 addresses work with and without brackets; `undefined` if it is no address.
 */
export function parseAddress(address: string): HostAndPort | undefined {
  const match = /^(?:\[([^\]]+)\]|([^[\]\s]+)):(\d{1,5})$/.exec(address.trim());
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (match?.[1] === undefined && host?.includes(':') === true && !BARE_IPV6.test(host)) return undefined;
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
