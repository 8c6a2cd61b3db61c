import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { FrameDecoder } from '../../../../lib/client/protocol/frame-decoder.js';
import { encodeFrame } from '../../../../lib/client/protocol/frame-encoder.js';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';
import { aCommand, bytesOf, jsonFrame, rawFrame } from '../../../fixtures/commands.js';
import { byteByByte, cutAt, decodeFrame, decodeFrames } from '../../../fixtures/decoded-frames.js';

const MINIMAL_HEADER = '{"code":0,"opaque":1}';

function frameWithOpaque(opaque: number, body = ''): Buffer {
  return encodeFrame(aCommand({ opaque, body: body === '' ? undefined : Buffer.from(body) }), 'JSON');
}

function opaquesOf(frames: ReturnType<typeof decodeFrames>): number[] {
  return frames.map(({ command }) => command.opaque);
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('FrameDecoder', () => {
  it('hands on a frame together with the format of its header', () => {
    const command = aCommand({ body: Buffer.from('hello'), extFields: { a: '1' }, remark: 'r' });

    const frames = decodeFrames([encodeFrame(command, 'JSON'), encodeFrame(command, 'ROCKETMQ')]);

    expect(frames).toEqual([
      { command, format: 'JSON' },
      { command, format: 'ROCKETMQ' },
    ]);
  });

  it('hands on nothing before a frame is whole', () => {
    const bytes = frameWithOpaque(1, 'hello');

    const frames = decodeFrames([bytes.subarray(0, -1)]);

    expect(frames).toEqual([]);
  });

  it('hands on each frame of a chunk, in order', () => {
    const bytes = Buffer.concat([frameWithOpaque(1), frameWithOpaque(2, 'hello'), frameWithOpaque(3)]);

    const frames = decodeFrames([bytes]);

    expect(opaquesOf(frames)).toEqual([1, 2, 3]);
  });

  it('takes frames byte by byte', () => {
    const bytes = Buffer.concat([frameWithOpaque(1), frameWithOpaque(2, 'hello')]);

    const frames = decodeFrames(byteByByte(bytes));

    expect(opaquesOf(frames)).toEqual([1, 2]);
  });

  it('takes two frames cut at any one place', () => {
    const bytes = Buffer.concat([frameWithOpaque(1, 'a'), frameWithOpaque(2, 'b')]);
    const places = Array.from(bytes.keys());

    const decoded = places.map((place) => opaquesOf(decodeFrames(cutAt(bytes, [place]))));

    expect(new Set(decoded.map(String))).toEqual(new Set(['1,2']));
  });

  it('takes empty chunks anywhere', () => {
    const bytes = frameWithOpaque(1);
    const nothing = Buffer.alloc(0);

    const frames = decodeFrames([
      nothing,
      bytes.subarray(0, 2),
      nothing,
      bytes.subarray(2, 9),
      nothing,
      bytes.subarray(9),
    ]);

    expect(opaquesOf(frames)).toEqual([1]);
  });

  it('takes chunks that are views into larger memory', () => {
    const outer = Buffer.concat([Buffer.alloc(7, 0xff), frameWithOpaque(1, 'hello'), Buffer.alloc(7, 0xff)]);

    const { command } = decodeFrame(outer.subarray(7, -7));

    expect(Buffer.from(command.body ?? []).toString()).toBe('hello');
  });

  it('has no body for a frame without one', () => {
    const { command } = decodeFrame(jsonFrame(MINIMAL_HEADER));

    expect(command.body).toBeUndefined();
  });

  it('does not copy the body of a frame that comes in one chunk', () => {
    const bytes = frameWithOpaque(1, 'hello');

    const { command } = decodeFrame(bytes);

    expect(command.body?.buffer).toBe(bytes.buffer);
  });

  it('keeps the body of an earlier frame when later ones arrive in pieces', () => {
    const bytes = Buffer.concat([frameWithOpaque(1, 'first'), frameWithOpaque(2, 'other')]);

    const [first] = decodeFrames(cutAt(bytes, [20, bytes.length - 20]));

    expect(Buffer.from(first?.command.body ?? []).toString()).toBe('first');
  });

  it('accepts a frame of exactly the limit, its length word included', () => {
    const bytes = frameWithOpaque(1, 'hello');

    const frames = [...decodeFrames([bytes], bytes.length), ...decodeFrames(byteByByte(bytes), bytes.length)];

    expect(opaquesOf(frames)).toEqual([1, 1]);
  });

  it.each([
    ['in one chunk', (bytes: Buffer) => [bytes]],
    ['with its length word in pieces', (bytes: Buffer) => [...byteByByte(bytes)]],
  ])('refuses a frame above the limit %s', (_how, cut) => {
    const bytes = frameWithOpaque(1, 'hello');
    const limit = bytes.length - 1;

    const error = rocketMQErrorOf(() => decodeFrames(cut(bytes), limit));

    expect(error).toMatchObject({
      code: 'FRAME_TOO_LARGE',
      message: `a frame of ${bytes.length} bytes exceeds the limit of ${limit}`,
    });
  });

  it('limits frames to 16 MiB unless told otherwise', () => {
    const limit = 16_777_216;

    const error = rocketMQErrorOf(() => decodeFrames([bytesOf([limit - 3, 4])]));

    expect(decodeFrames([bytesOf([limit - 4, 4])])).toEqual([]);
    expect(error.message).toBe(`a frame of ${limit + 1} bytes exceeds the limit of ${limit}`);
  });

  it.each([
    ['at once', [4]],
    ['in pieces', [1, 2, 3]],
  ])('allocates nothing for a frame above the limit whose length comes %s', (_how, places) => {
    const allocUnsafe = jest.spyOn(Buffer, 'allocUnsafe');
    const alloc = jest.spyOn(Buffer, 'alloc');
    const bytes = Buffer.from('7fffffff00000000', 'hex');

    const error = rocketMQErrorOf(() => decodeFrames(cutAt(bytes, places)));

    const sizes = [...allocUnsafe.mock.calls, ...alloc.mock.calls].map(([size]) => size);
    expect(error.code).toBe('FRAME_TOO_LARGE');
    expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(4);
  });

  it.each([3, 0, -1, -2_147_483_648])('refuses a length of %d', (length) => {
    const error = rocketMQErrorOf(() => decodeFrames([bytesOf([length, 4], [0, 4])]));

    expect(error).toMatchObject({ code: 'FRAME_MALFORMED', message: `a frame announces a length of ${length} bytes` });
  });

  it('refuses a header longer than its frame', () => {
    const error = rocketMQErrorOf(() => decodeFrames([bytesOf([6, 4], [3, 4], 'ab')]));

    expect(error).toMatchObject({
      code: 'FRAME_MALFORMED',
      message: 'a frame of 6 bytes announces a header of 3',
    });
  });

  it('refuses a frame without header', () => {
    const error = rocketMQErrorOf(() => decodeFrames([bytesOf([4, 4], [0, 4])]));

    expect(error.code).toBe('FRAME_MALFORMED');
  });

  it.each([2, 127, 255])('refuses the serialize type %d', (type) => {
    const error = rocketMQErrorOf(() => decodeFrames([rawFrame(type, Buffer.from(MINIMAL_HEADER))]));

    expect(error).toMatchObject({ code: 'FRAME_MALFORMED', message: `a frame has the unknown serialize type ${type}` });
  });

  it('hands on the frames before a bad one', () => {
    const opaques: number[] = [];
    const decoder = new FrameDecoder(({ opaque }) => opaques.push(opaque));

    const error = rocketMQErrorOf(() =>
      decoder.push(Buffer.concat([frameWithOpaque(1), frameWithOpaque(2), jsonFrame('bad')])),
    );

    expect(error.code).toBe('FRAME_MALFORMED');
    expect(opaques).toEqual([1, 2]);
  });

  it('says what is wrong again if bytes follow a bad length that came in pieces', () => {
    const decoder = new FrameDecoder(() => undefined);
    decoder.push(Buffer.from([0x7f]));
    const first = rocketMQErrorOf(() => decoder.push(Buffer.from([0xff, 0xff, 0xff])));

    const second = rocketMQErrorOf(() => decoder.push(Buffer.from('more')));

    expect(second.message).toBe(first.message);
  });
});
