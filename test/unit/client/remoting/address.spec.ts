import { describe, expect, it } from '@jest/globals';
import { parseAddress } from '../../../../lib/client/remoting/address.js';

describe('parseAddress', () => {
  it.each([
    ['127.0.0.1:9876', '127.0.0.1', 9876],
    ['broker-a.example.com:10911', 'broker-a.example.com', 10_911],
    [' name_server:1 ', 'name_server', 1],
    ['[::1]:65535', '::1', 65_535],
    ['[fe80::1%eth0]:9876', 'fe80::1%eth0', 9876],
    ['::1:9876', '::1', 9876],
    ['2001:db8::7:9876', '2001:db8::7', 9876],
    ['fe80::1%eth0:9876', 'fe80::1%eth0', 9876],
    ['::ffff:10.0.0.1:9876', '::ffff:10.0.0.1', 9876],
  ])('[E2.4] reads %s', (text, host, port) => {
    const address = parseAddress(text);

    expect(address).toEqual({ host, port });
  });

  it.each([
    '',
    'localhost',
    'localhost:',
    ':9876',
    'localhost:0',
    'localhost:65536',
    'localhost:123456',
    'localhost:abc',
    'local host:9876',
    '[::1]',
    '[]:9876',
    '[::1:9876',
    'localhost:9876:10911',
    '10.0.0.1:9876:10911',
    'http://localhost:9876',
  ])('refuses %p', (text) => {
    const address = parseAddress(text);

    expect(address).toBeUndefined();
  });
});
