/**
 * Correlation ids of one connection. Requests that wait for an answer count through the numbers from 0 on, one-way ones
 * through the negative ones, so that an answer says by itself what it answers: a broker that is busy refuses some one-way
 * sends aloud, and such an answer must not be taken for a late one. Servers send back whatever they were sent.
 */

/** How many two-way requests came after this one, at most as many as there are ids. */
export function opaqueAge(opaque: number, latest: number): number {
  return (latest - opaque) & 0x7fff_ffff;
}

/** The id of the one-way request that follows; wraps around. */
export function nextOnewayOpaque(opaque: number): number {
  return (opaque + 1) | -0x8000_0000;
}

export function isOnewayOpaque(opaque: number): boolean {
  return opaque < 0;
}
