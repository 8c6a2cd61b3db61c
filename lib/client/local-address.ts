/**
 * The address of this host that goes into the client id and into message ids. Source: client behaviour A.4.
 */
import { networkInterfaces } from 'node:os';

const LOOPBACK = '127.0.0.1';
const PRIVATE = /^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/;

/** An IPv4 address of this host: a public one if there is one, else the last private one, else loopback. */
export function localIPv4(): string {
  const addresses = Object.values(networkInterfaces())
    .flatMap((addressesOfOne) => addressesOfOne ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  return addresses.find((address) => !PRIVATE.test(address)) ?? addresses.at(-1) ?? LOOPBACK;
}

/** The four bytes of an IPv4 address. */
export function ipv4Bytes(address: string): Uint8Array {
  return Uint8Array.from(address.split('.'), Number);
}
