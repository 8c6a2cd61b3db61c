import { describe, expect, it } from '@jest/globals';
import { FrameError } from '../../../../lib/client/errors/transport-errors.js';
import { ByteReader } from '../../../../lib/client/protocol/byte-reader.js';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';
import { bytesOf, type Part } from '../../../fixtures/commands.js';

function readerOf(...parts: readonly Part[]): ByteReader {
  return new ByteReader(bytesOf(...parts), 'a test');
}

describe('ByteReader', () => {
  it('reads signed big-endian numbers one behind the other', () => {
    const reader = readerOf([-1, 1], [-2, 2], [-3, 4], [-4, 8]);

    const values = [reader.readInt8(), reader.readInt16(), reader.readInt32(), reader.readInt64()];

    expect(values).toEqual([-1, -2, -3, -4]);
    expect(reader.remaining).toBe(0);
  });

  it('reads UTF-8 by its length in bytes', () => {
    const reader = readerOf('中文ab');

    const texts = [reader.readUtf8(6), reader.readUtf8(2), reader.readUtf8(0)];

    expect(texts).toEqual(['中文', 'ab', '']);
  });

  it('hands out views, not copies', () => {
    const bytes = Buffer.from('abcdef');

    const view = new ByteReader(bytes, 'a test').readBytes(3);
    bytes.write('X', 0);

    expect(view.toString()).toBe('Xbc');
  });

  it('stays inside a view of a larger buffer', () => {
    const outer = Buffer.from([9, 9, 0, 1, 9, 9]);
    const reader = new ByteReader(new Uint8Array(outer.buffer, outer.byteOffset + 2, 2), 'a test');

    const value = reader.readInt16();

    expect(value).toBe(1);
    expect(() => reader.readInt8()).toThrow(FrameError);
  });

  it('reads 64-bit values up to the largest exact number', () => {
    const reader = readerOf([Number.MAX_SAFE_INTEGER, 8], [Number.MIN_SAFE_INTEGER, 8]);

    const values = [reader.readInt64(), reader.readInt64()];

    expect(values).toEqual([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]);
  });

  it('refuses a 64-bit value that a number cannot hold', () => {
    const reader = readerOf([0, 4], [2 ** 53, 8]);
    reader.readInt32();

    const error = rocketMQErrorOf(() => reader.readInt64());

    expect(error).toMatchObject({ code: 'FRAME_MALFORMED', message: 'a test: a 64-bit value at byte 4 exceeds 2^53' });
  });

  it.each([
    ['a byte', (reader: ByteReader) => reader.readInt8(), 1],
    ['a 16-bit number', (reader: ByteReader) => reader.readInt16(), 2],
    ['a 32-bit number', (reader: ByteReader) => reader.readInt32(), 4],
    ['a 64-bit number', (reader: ByteReader) => reader.readInt64(), 8],
    ['bytes', (reader: ByteReader) => reader.readBytes(3), 3],
    ['text', (reader: ByteReader) => reader.readUtf8(3), 3],
    ['bytes of a negative length', (reader: ByteReader) => reader.readBytes(-1), -1],
  ])('refuses %s beyond the end', (_what, read, announced) => {
    const reader = readerOf('ab');
    reader.readUtf8(2);

    const error = rocketMQErrorOf(() => read(reader));

    expect(error).toMatchObject({
      code: 'FRAME_MALFORMED',
      message: `a test: ${announced} bytes announced at byte 2, 0 left`,
    });
    expect(reader.offset).toBe(2);
  });
});
