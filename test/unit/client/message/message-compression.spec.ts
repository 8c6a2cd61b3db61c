import { describe, expect, it } from '@jest/globals';
import type { CompressType } from '../../../../lib/client/message/body-compressor.js';
import { BODY_COMPRESSORS, compressTypeOf } from '../../../../lib/client/message/message-compression.js';
import { recordedStoredMessages } from '../../../fixtures/recorded-messages.js';
import { rejectionOf } from '../../../fixtures/remoting-turns.js';

const TYPES = ['ZLIB', 'LZ4', 'ZSTD'] as const satisfies readonly CompressType[];
const MAX_BODY_BYTES = 4_194_304;
const SIZES = [1, 100, 5120, 65_536, 65_537, 307_200, 1_048_577, MAX_BODY_BYTES];

/** Half of it repeats, half of it does not. */
function mixedBody(length: number): Buffer {
  let state = 1;
  return Buffer.from(
    Uint8Array.from({ length }, (_, index) => {
      state = (state * 48_271) % 2_147_483_647;
      return index % 200 < 100 ? index % 100 : state & 0xff;
    }),
  );
}

describe.each(TYPES)('compression by %s', (type) => {
  const { compress, decompress } = BODY_COMPRESSORS[type];

  it.each(SIZES)('gives back %i bytes', async (length) => {
    const body = mixedBody(length);

    const compressed = await compress(body, 5);
    const opened = await decompress(compressed, length);

    expect(body.equals(opened)).toBe(true);
    expect(compressed.length).toBeLessThan(length * 0.6 + 100);
  });

  it('leaves the body as it was', async () => {
    const body = mixedBody(5120);

    await compress(body, 5);

    expect(body.equals(mixedBody(5120))).toBe(true);
  });

  it('opens every body that Java compressed in a recording', async () => {
    const recorded = recordedStoredMessages().filter(({ bytes }) => compressTypeOf(bytes.readInt32BE(36)) === type);

    const opened = await Promise.all(recorded.map(({ storedBody }) => decompress(storedBody, 9000)));

    expect(opened.map(({ length }) => length).toSorted((one, other) => one - other)).toEqual([4096, 4096, 9000, 9000]);
    expect(opened.map((body) => new Set(body).size <= 64)).toEqual([true, true, true, true]);
  });

  it('refuses a body that grows by a single byte beyond the limit', async () => {
    const bomb = await compress(Buffer.alloc(MAX_BODY_BYTES, 'x'), 5);

    const error = await rejectionOf(decompress(bomb, MAX_BODY_BYTES - 1));

    expect(bomb.length).toBeLessThan(20_000);
    expect(error.name).toBe('RangeError');
  });

  it('refuses everything that is cut off', async () => {
    const whole = await compress(Buffer.from('hello hello hello hello'), 5);

    const cut = Array.from({ length: whole.length }, (_, length) => whole.subarray(0, length));

    for (const bytes of cut) expect(await rejectionOf(decompress(bytes, 1000))).toHaveProperty('stack');
  });

  it.each([
    ['text', Buffer.from('hello, this is no compressed body')],
    ['zeroes', Buffer.alloc(64)],
  ])('refuses %s', async (_what, bytes) => {
    expect(await rejectionOf(decompress(bytes, 1000))).toHaveProperty('stack');
  });

  it('never ends in anything but an answer or an error when bits are flipped', async () => {
    const whole = await compress(mixedBody(600), 5);

    const damaged = Array.from(whole, (byte, index) =>
      Buffer.from(whole).fill(byte ^ (1 << (index % 8)), index, index + 1),
    );
    const outcomes = await Promise.allSettled(damaged.map((bytes) => decompress(bytes, 1000)));

    expect(outcomes.every((outcome) => outcome.status === 'rejected' || outcome.value.length <= 1000)).toBe(true);
  });
});

describe('the kind of compression', () => {
  it.each([
    ['zlib', 0x301, 'ZLIB'],
    ['type 0, as old producers write', 0x1, 'ZLIB'],
    ['zlib with other bits', 0x301 | 0x10 | 0x4, 'ZLIB'],
    ['LZ4', 0x101, 'LZ4'],
    ['ZSTD', 0x201, 'ZSTD'],
    ['an unknown type', 0x501, undefined],
    ['a type without the compressed bit', 0x300, undefined],
    ['no bits', 0, undefined],
  ])('is known by its bits: %s', (_what, sysFlag, expected) => {
    expect(compressTypeOf(sysFlag)).toBe(expected);
  });

  it.each(TYPES)('[B6.5d] %s has the bits that this client sends', (type) => {
    expect(compressTypeOf(BODY_COMPRESSORS[type].flags)).toBe(type);
  });
});
