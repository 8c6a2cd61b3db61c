import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import {
  COMPRESSED_BODY_FLAGS,
  compressBody,
  decompressBody,
  isZlibCompressed,
} from '../../../../lib/client/message/message-compression.js';
import { thrownBy } from '../../../fixtures/caught.js';
import { recordedStoredMessages } from '../../../fixtures/recorded-messages.js';

describe('compressBody', () => {
  it('writes a zlib stream with the two bytes that Java writes at level 5', async () => {
    const compressed = await compressBody(Buffer.from('hello'.repeat(20)));

    expect(compressed.toString('hex')).toBe('785ecb48cdc9c9cfa02d010032202991');
  });

  it('writes what inflate reads back', async () => {
    const body = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7919) % 251));

    const compressed = await compressBody(body);

    expect(inflateSync(compressed).equals(body)).toBe(true);
    expect(compressed.length).toBeLessThan(body.length);
  });

  it('begins as the recorded bodies of Java begin', () => {
    const recorded = recordedStoredMessages().filter(({ bytes }) => (bytes.readInt32BE(36) & 0x701) === 0x301);

    const beginnings = recorded.map(({ storedBody }) => storedBody.toString('hex', 0, 2));

    expect(beginnings).toEqual(Array.from({ length: 4 }, () => '785e'));
  });
});

describe('decompressBody', () => {
  it('reads a body of exactly the limit', () => {
    const body = decompressBody(deflateSync(Buffer.alloc(1000, 'x')), 1000);

    expect(body.toString()).toBe('x'.repeat(1000));
  });

  it('refuses to grow beyond the limit', () => {
    const bomb = deflateSync(Buffer.alloc(10_000_000));

    const error = thrownBy(() => decompressBody(bomb, 9_999_999));

    expect(bomb.length).toBeLessThan(20_000);
    expect(error).toMatchObject({ code: 'ERR_BUFFER_TOO_LARGE' });
  });

  it.each([
    ['bytes that are no zlib stream', Buffer.from('hello')],
    ['half a stream', deflateSync(Buffer.alloc(1000, 'x')).subarray(0, 8)],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s', (_what, bytes) => {
    const error = thrownBy(() => decompressBody(bytes, 1000));

    expect(error).toMatchObject({ code: expect.stringMatching(/^Z_(DATA|BUF)_ERROR$/) });
  });
});

describe('isZlibCompressed', () => {
  it.each([
    ['what this client writes', COMPRESSED_BODY_FLAGS, true],
    ['type 0, as old producers write', 0x1, true],
    ['zlib with other bits', 0x301 | 0x10 | 0x4, true],
    ['LZ4', 0x101, false],
    ['ZSTD', 0x201, false],
    ['an unknown type', 0x501, false],
    ['a type without the compressed bit', 0x300, false],
    ['no bits', 0, false],
  ])('knows %s', (_what, sysFlag, expected) => {
    const isZlib = isZlibCompressed(sysFlag);

    expect(isZlib).toBe(expected);
  });

  it('agrees with the bits that this client sends', () => {
    const flags = COMPRESSED_BODY_FLAGS;

    expect(flags).toBe(0x301);
  });
});
