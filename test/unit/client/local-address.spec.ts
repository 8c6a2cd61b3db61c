import { describe, expect, it } from '@jest/globals';
import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { ipv4Bytes, localIPv4 } from '../../../lib/client/local-address.js';

describe('localIPv4', () => {
  it('is an address of this host, or loopback if it has no other', () => {
    const own = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));

    const address = localIPv4();

    expect(isIPv4(address)).toBe(true);
    expect([...own, '127.0.0.1']).toContain(address);
  });
});

describe('ipv4Bytes', () => {
  it('are four', () => {
    const bytes = ipv4Bytes('10.0.255.7');

    expect(bytes).toEqual(Uint8Array.of(10, 0, 255, 7));
  });
});
