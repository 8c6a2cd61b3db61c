import { describe, expect, it, jest } from '@jest/globals';
import * as zstd from '@bokuweb/zstd-wasm';
import { type NodeZstd, zstdCompressor } from '../../../../lib/client/message/zstd-compressor.js';
import { zstdFrames } from '../../../../lib/client/message/zstd-frame.js';
import type { ZstdPackage } from '../../../../lib/client/message/zstd-package.js';
import { thrownBy } from '../../../fixtures/caught.js';
import { rejectionOf } from '../../../fixtures/remoting-turns.js';

const WITHOUT_ZSTD: NodeZstd = {};
const load = (): Promise<ZstdPackage> => Promise.resolve(zstd);
const notLoaded = (): Promise<ZstdPackage> => Promise.reject(new Error("Cannot find package '@bokuweb/zstd-wasm'"));
const byPackage = zstdCompressor(WITHOUT_ZSTD, load);

/** A frame that does not say its size, with these blocks: type, its size field, content. */
function frameOf(...blocks: readonly (readonly [type: number, size: number, content: Buffer])[]): Buffer {
  const parts = blocks.map(([type, size, content], index) => {
    const header = Buffer.alloc(3);
    header.writeUIntLE((size << 3) | (type << 1) | (index === blocks.length - 1 ? 1 : 0), 0, 3);
    return Buffer.concat([header, content]);
  });
  return Buffer.concat([Buffer.from('28b52ffd0058', 'hex'), ...parts]);
}

const RAW = 0;
const REPEATED = 1;
const X = Buffer.from('x');

describe('the zstd compressor by the package', () => {
  it.each([1, 5, 22])('compresses 4 MiB at level %i', async (level) => {
    const body = Buffer.alloc(4_194_304, 'abcdefg');

    const opened = await byPackage.decompress(await byPackage.compress(body, level), body.length);

    expect(body.equals(opened)).toBe(true);
  });

  it('reads frames that do not say their size, however large', async () => {
    const frame = frameOf(...Array.from({ length: 40 }, () => [REPEATED, 131_072, X] as const));

    const body = await byPackage.decompress(frame, 40 * 131_072);

    expect(Buffer.alloc(40 * 131_072, 'x').equals(body)).toBe(true);
  });

  it('reads all of several frames, and counts them all against the limit', async () => {
    const frames = Buffer.concat([frameOf([RAW, 4, Buffer.from('one ')]), frameOf([RAW, 3, Buffer.from('two')])]);

    const body = await byPackage.decompress(frames, 7);
    const error = await rejectionOf(byPackage.decompress(frames, 6));

    expect(Buffer.from(body).toString()).toBe('one two');
    expect(error).toBeInstanceOf(Error);
  });

  it('refuses a frame without a size that grows beyond the limit', async () => {
    const error = await rejectionOf(byPackage.decompress(frameOf([REPEATED, 131_072, X]), 131_071));

    expect(error).toBeInstanceOf(Error);
  });
});

describe("the zstd compressor by Node's own zstd", () => {
  const zstdCompress = jest.fn<NonNullable<NodeZstd['zstdCompress']>>((body, _options, done) => {
    done(null, frameOf([RAW, body.length, Buffer.from(body)]));
  });
  const zstdDecompress = jest.fn<NonNullable<NodeZstd['zstdDecompress']>>((frame, _options, done) => {
    done(null, frame.subarray(9));
  });
  const byNode = zstdCompressor(
    { constants: { ZSTD_c_compressionLevel: 100 }, zstdCompress, zstdDecompress },
    notLoaded,
  );

  it('needs no package, and passes level and limit on', async () => {
    const opened = await byNode.decompress(await byNode.compress(Buffer.from('hello'), 7), 1000);

    expect(Buffer.from(opened).toString()).toBe('hello');
    expect(zstdCompress).toHaveBeenCalledWith(expect.anything(), { params: { 100: 7 } }, expect.anything());
    expect(zstdDecompress).toHaveBeenCalledWith(expect.anything(), { maxOutputLength: 5 }, expect.anything());
  });
});

describe('the size of zstd frames', () => {
  it.each([
    [0, 0],
    [1, 1],
    [255, 255],
    [256, 256],
    [65_791, 65_791],
    [65_792, 65_792],
    [4_194_304, 4_194_304],
  ])('is what the frame says: %i', async (length, expected) => {
    const frames = zstdFrames(await byPackage.compress(Buffer.alloc(length, 'x'), 5), 4_194_304);

    expect(frames.map(({ maxBytes }) => maxBytes)).toEqual([expected]);
  });

  it('is at most what its blocks can hold where it does not say', () => {
    const frames = zstdFrames(frameOf([RAW, 1, X], [REPEATED, 1000, X]), 5000);

    expect(frames.map(({ maxBytes }) => maxBytes)).toEqual([1001]);
  });

  it.each([
    ['a block of an unknown type', frameOf([3, 1, X]), 'a zstd block of an unknown type'],
    ['a block beyond the end', frameOf([RAW, 9, X]), 'a zstd frame ends beyond the body'],
    [
      'a size above the limit in 8 bytes',
      Buffer.from('28b52ffde0ffffffffff00000001000000', 'hex'),
      'a zstd frame of 1099511627775 bytes, which is more than 1000',
    ],
    ['a skippable frame', Buffer.from('502a4d1800000000', 'hex'), 'this is no zstd frame'],
  ])('is not guessed for %s', (_what, bytes, message) => {
    const error = thrownBy(() => zstdFrames(bytes, 1000));

    expect(error).toMatchObject({ name: 'RangeError', message });
  });
});
