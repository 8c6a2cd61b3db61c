import { describe, expect, it } from '@jest/globals';
import { ByteWriter, maxUtf8Bytes } from '../../../../lib/client/protocol/byte-writer.js';

function written(writer: ByteWriter): string {
  return writer.buffer.toString('hex', 0, writer.offset);
}

describe('ByteWriter', () => {
  it('writes big-endian numbers one behind the other', () => {
    const writer = new ByteWriter(32);

    writer.writeInt8(1);
    writer.writeInt16(-2);
    writer.writeInt32(3);
    writer.writeInt64(-4);

    expect(written(writer)).toBe('01fffe00000003fffffffffffffffc');
  });

  it.each([
    0,
    -1,
    1,
    2 ** 32 - 1,
    2 ** 32,
    -(2 ** 32),
    -(2 ** 32) - 1,
    1_700_000_000_000,
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ])('writes the whole number %d in 64 bits', (value) => {
    const writer = new ByteWriter(8);

    writer.writeInt64(value);

    expect(writer.offset).toBe(8);
    expect(writer.buffer.readBigInt64BE(0)).toBe(BigInt(value));
  });

  it('returns how many bytes a text took', () => {
    const writer = new ByteWriter(32);

    const taken = [writer.writeUtf8('中文'), writer.writeUtf8(''), writer.writeUtf8('😀'), writer.writeAscii('42')];

    expect(taken).toEqual([6, 0, 4, 2]);
    expect(writer.buffer.toString('utf8', 0, writer.offset)).toBe('中文😀42');
  });

  it('overwrites a length that was left free', () => {
    const writer = new ByteWriter(16);
    writer.writeInt32(0);
    writer.writeBytes(Buffer.from('abc'));

    writer.writeInt32At(0, 3);

    expect(written(writer)).toBe('00000003616263');
  });

  it('keeps what is written when it grows', () => {
    const writer = new ByteWriter(2);
    writer.writeInt16(7);

    writer.reserve(100);
    writer.writeInt16(8);

    expect(written(writer)).toBe('00070008');
    expect(writer.buffer.length).toBeGreaterThanOrEqual(102);
  });

  it('at least doubles when it grows, so that many small writes copy little', () => {
    const writer = new ByteWriter(64);
    writer.offset = 64;

    writer.reserve(1);

    expect(writer.buffer.length).toBe(128);
  });

  it('does not move if there is room', () => {
    const writer = new ByteWriter(64);
    const { buffer } = writer;

    writer.reserve(64);

    expect(writer.buffer).toBe(buffer);
  });
});

describe('maxUtf8Bytes', () => {
  it.each(['', 'ascii', 'ü', '中文', '😀', '\ud800', '\uffff'])('is room enough for %j', (text) => {
    const room = maxUtf8Bytes(text);

    expect(room).toBeGreaterThanOrEqual(Buffer.byteLength(text, 'utf8'));
  });
});
