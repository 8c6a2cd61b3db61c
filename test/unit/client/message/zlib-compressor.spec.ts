import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { inflateNow, zlibCompressor } from '../../../../lib/client/message/zlib-compressor.js';
import { thrownBy } from '../../../fixtures/caught.js';
import { recordedStoredMessages } from '../../../fixtures/recorded-messages.js';

describe('the zlib compressor', () => {
  it('writes a stream with the two bytes that Java writes at level 5', async () => {
    const compressed = await zlibCompressor.compress(Buffer.from('hello'.repeat(20)), 5);

    expect(Buffer.from(compressed).toString('hex')).toBe('785ecb48cdc9c9cfa02d010032202991');
  });

  it('begins as the recorded bodies of Java begin', () => {
    const recorded = recordedStoredMessages().filter(({ bytes }) => (bytes.readInt32BE(36) & 0x701) === 0x301);

    const beginnings = recorded.map(({ storedBody }) => storedBody.toString('hex', 0, 2));

    expect(beginnings).toEqual(Array.from({ length: 4 }, () => '785e'));
  });

  it.each([
    [0, '7801'],
    [1, '7801'],
    [9, '78da'],
  ])('compresses at level %i', async (level, beginning) => {
    const compressed = await zlibCompressor.compress(Buffer.alloc(1000, 'x'), level);

    expect(Buffer.from(compressed).toString('hex', 0, 2)).toBe(beginning);
    expect(inflateSync(compressed).equals(Buffer.alloc(1000, 'x'))).toBe(true);
  });
});

describe('inflateNow', () => {
  it('reads a body of exactly the limit', () => {
    const body = inflateNow(deflateSync(Buffer.alloc(1000, 'x')), 1000);

    expect(body.toString()).toBe('x'.repeat(1000));
  });

  it('refuses to grow beyond the limit', () => {
    const bomb = deflateSync(Buffer.alloc(10_000_000));

    const error = thrownBy(() => inflateNow(bomb, 9_999_999));

    expect(bomb.length).toBeLessThan(20_000);
    expect(error).toMatchObject({ code: 'ERR_BUFFER_TOO_LARGE' });
  });

  it.each([
    ['bytes that are no zlib stream', Buffer.from('hello')],
    ['half a stream', deflateSync(Buffer.alloc(1000, 'x')).subarray(0, 8)],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s', (_what, bytes) => {
    const error = thrownBy(() => inflateNow(bytes, 1000));

    expect(error).toMatchObject({ code: expect.stringMatching(/^Z_(DATA|BUF)_ERROR$/) });
  });
});
