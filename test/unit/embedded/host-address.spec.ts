import { describe, expect, it } from '@jest/globals';
import { hostAddress } from '../../../lib/embedded/host-address.js';

describe('hostAddress', () => {
  it.each([
    ['127.0.0.1', 10_911, '127.0.0.1:10911', '7f00000100002a9f'],
    ['::ffff:10.0.0.9', 50_000, '10.0.0.9:50000', '0a0000090000c350'],
    ['::1', 9876, '[::1]:9876', '0000000000000000000000000000000100002694'],
    ['2001:db8::8a2e:370:7334', 80, '[2001:db8::8a2e:370:7334]:80', '20010db80000000000008a2e0370733400000050'],
    ['fe80::1%eth0', 80, '[fe80::1]:80', 'fe80000000000000000000000000000100000050'],
  ])('writes %s port %i as %s', (ip, port, text, hex) => {
    const address = hostAddress(ip, port);

    expect(address.text).toBe(text);
    expect(address.bytes.toString('hex')).toBe(hex);
    expect(address.isV6).toBe(hex.length === 40);
  });
});
