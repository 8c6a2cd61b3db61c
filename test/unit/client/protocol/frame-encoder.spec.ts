import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '../../../../lib/client/protocol/byte-writer.js';
import { encodeFrame, writeFrameStart, writeRequestFrameStart } from '../../../../lib/client/protocol/frame-encoder.js';
import type { HeaderFormat } from '../../../../lib/client/protocol/remoting-command.js';
import { REQUESTS } from '../../../../lib/client/protocol/requests.js';
import { thrownBy } from '../../../fixtures/caught.js';
import { aCommand } from '../../../fixtures/commands.js';
import { decodeFrame, decodeFrames } from '../../../fixtures/decoded-frames.js';

const FORMATS: readonly HeaderFormat[] = ['JSON', 'ROCKETMQ'];

describe('encodeFrame', () => {
  it('puts length, type, header length, header and body one behind the other', () => {
    const frame = encodeFrame(aCommand({ body: Buffer.from('hello') }), 'JSON');

    const header = '{"code":105,"flag":0,"language":"OTHER","opaque":1,"serializeTypeCurrentRPC":"JSON","version":475}';
    expect(frame.readInt32BE(0)).toBe(frame.length - 4);
    expect(frame.readUInt8(4)).toBe(0);
    expect(frame.readUIntBE(5, 3)).toBe(header.length);
    expect(frame.toString('utf8', 8)).toBe(`${header}hello`);
  });

  it('marks a binary header', () => {
    const frame = encodeFrame(aCommand(), 'ROCKETMQ');

    expect(frame.readUInt8(4)).toBe(1);
    expect(frame.readUIntBE(5, 3)).toBe(21);
  });

  it.each(FORMATS)('takes a body of any size with a %s header', (format) => {
    const body = Buffer.alloc(100_000, 'x');

    const { command } = decodeFrame(encodeFrame(aCommand({ body }), format));

    expect(Buffer.from(command.body ?? []).equals(body)).toBe(true);
  });

  it('takes a plain Uint8Array as body', () => {
    const body = new Uint8Array([1, 2, 3]);

    const frame = encodeFrame(aCommand({ body }), 'JSON');

    expect([...frame.subarray(-3)]).toEqual([1, 2, 3]);
  });
});

describe('writeFrameStart', () => {
  it.each(FORMATS)('counts the body of a frame with a %s header without writing it', (format) => {
    const command = aCommand({ body: Buffer.from('hello') });
    const writer = new ByteWriter(1);

    writeFrameStart(writer, command, format);

    const whole = encodeFrame(command, format);
    expect(writer.buffer.subarray(0, writer.offset)).toEqual(whole.subarray(0, -5));
  });

  it.each(FORMATS)('appends %s frames to what is written already', (format) => {
    const writer = new ByteWriter(1);

    writeFrameStart(writer, aCommand({ opaque: 1 }), format);
    writeFrameStart(writer, aCommand({ opaque: 2, remark: 'r'.repeat(1000) }), format);

    const frames = decodeFrames([writer.buffer.subarray(0, writer.offset)]);
    expect(frames.map(({ command }) => command.opaque)).toEqual([1, 2]);
  });

  it('refuses a header that 24 bits cannot measure', () => {
    const remark = 'x'.repeat(0x100_0000);

    const error = thrownBy(() => encodeFrame(aCommand({ remark }), 'JSON'));

    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toMatch(/^a frame header of 1677\d{4} bytes does not fit: the limit is 16777215$/);
  });

  it.each([
    ['a code above 16 bits', { code: 200_050 }],
    ['a version above 16 bits', { version: 40_000 }],
    ['an opaque above 32 bits', { opaque: 2 ** 31 }],
    ['a key above 16 bits', { extFields: { ['k'.repeat(40_000)]: 'v' } }],
  ])('refuses what a binary header cannot hold: %s', (_what, facts) => {
    const error = thrownBy(() => encodeFrame(aCommand(facts), 'ROCKETMQ'));

    expect(error).toMatchObject({ name: 'RangeError' });
  });
});

describe('writeRequestFrameStart', () => {
  it.each(FORMATS)('counts a body that follows a %s header', (format) => {
    const fields = REQUESTS.GET_ROUTEINFO_BY_TOPIC.requestFields;
    const writer = new ByteWriter(1);

    writeRequestFrameStart(writer, { head: aCommand(), fields, values: { topic: 'T' }, bodyBytes: 5 }, format);

    const frame = Buffer.concat([writer.buffer.subarray(0, writer.offset), Buffer.from('hello')]);
    expect(decodeFrame(frame).command).toEqual(aCommand({ extFields: { topic: 'T' }, body: Buffer.from('hello') }));
  });
});
