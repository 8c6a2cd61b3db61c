import { describe, expect, it } from '@jest/globals';
import * as lz4 from 'lz4-napi';
import { BODY_COMPRESSORS } from '../../../../lib/client/message/message-compression.js';
import { lz4Compressor } from '../../../../lib/client/message/lz4-compressor.js';
import { lz4Frames } from '../../../../lib/client/message/lz4-frame.js';
import { thrownBy } from '../../../fixtures/caught.js';
import { bytesOf } from '../../../fixtures/commands.js';
import { rejectionOf } from '../../../fixtures/remoting-turns.js';

const { compress, decompress } = BODY_COMPRESSORS.LZ4;
const FLG = { VERSION: 0xc0, INDEPENDENT_BLOCKS: 0x20, REST: 0x1f };
/** Magic, FLG, BD for 4 MiB blocks, and the checksum of these two. */
const HEADER = Buffer.from('04224d18607073', 'hex');
const END = Buffer.alloc(4);

describe('the LZ4 compressor', () => {
  it.each([1, 5120, 307_200, 4_194_304])(
    'writes %i bytes as a frame of independent blocks without anything that Java does not write',
    async (length) => {
      const flags = (await compress(Buffer.alloc(length, 'abc'), 5))[4] ?? 0;

      expect(flags & FLG.VERSION).toBe(0x40);
      expect(flags & FLG.INDEPENDENT_BLOCKS).not.toBe(0);
      expect(flags & FLG.REST).toBe(0);
    },
  );

  it('reads frames with checksums', async () => {
    const frame = await lz4.compressFrame(Buffer.alloc(5000, 'abc'), { contentChecksum: true, blockChecksums: true });

    const body = await decompress(frame, 5000);

    expect(Buffer.alloc(5000, 'abc').equals(body)).toBe(true);
  });

  it('reads all of several frames', async () => {
    const frames = await Promise.all(['one ', 'two ', 'three'].map((text) => compress(Buffer.from(text), 5)));

    const body = await decompress(Buffer.concat(frames), 13);

    expect(Buffer.from(body).toString()).toBe('one two three');
  });

  it('counts all of several frames against the limit', async () => {
    const frame = await compress(Buffer.alloc(600, 'x'), 5);

    const error = await rejectionOf(decompress(Buffer.concat([frame, frame]), 1199));

    expect(error.message).toBe('LZ4 frames of more than 599 bytes');
  });

  it('asks the package for nothing that could grow beyond the limit', async () => {
    const frames: Uint8Array[] = [];
    const watched = lz4Compressor(() =>
      Promise.resolve({ ...lz4, decompressFrame: (frame) => Promise.resolve(frames.push(frame)).then(() => frame) }),
    );

    await rejectionOf(watched.decompress(await compress(Buffer.alloc(1_000_000), 5), 999_999));

    expect(frames).toEqual([]);
  });

  it('names the package that is not installed', async () => {
    const missing = new Error("Cannot find package 'lz4-napi'");
    const without = lz4Compressor(() => Promise.reject(missing));

    const errors = [
      await rejectionOf(without.compress(Buffer.from('a'), 5)),
      await rejectionOf(without.decompress(END, 9)),
    ];

    for (const error of errors) {
      expect(error).toMatchObject({ code: 'COMPRESSION_UNAVAILABLE', compressType: 'LZ4', packageName: 'lz4-napi' });
      expect(error.message).toContain('npm install lz4-napi');
      expect(error.cause).toBe(missing);
    }
  });
});

describe('the size of LZ4 frames', () => {
  it.each([1, 19, 20, 270, 5120, 65_536, 70_000, 307_200, 4_194_304])('is known exactly: %i', async (length) => {
    const bodies = [
      Buffer.alloc(length, 'abc'),
      Buffer.from(Uint8Array.from({ length }, (_, index) => (index * index) >> 3)),
    ];

    for (const body of bodies) {
      const frames = lz4Frames(await compress(body, 5), length);

      expect(frames.map(({ maxBytes }) => maxBytes)).toEqual([length]);
    }
  });

  it.each([
    [
      'another version of the format',
      Buffer.from('04224d18a0707300000000', 'hex'),
      'an LZ4 frame of an unknown version',
    ],
    [
      'a block beyond the end',
      bytesOf(HEADER, Buffer.from('ff000000', 'hex'), END),
      'an LZ4 block ends beyond the body',
    ],
    [
      'literals beyond their block',
      bytesOf(HEADER, Buffer.from('01000000f0', 'hex'), Buffer.alloc(8)),
      'an LZ4 sequence ends beyond its block',
    ],
    ['a checksum that is not there', Buffer.from('04224d1864707300000000', 'hex'), 'an LZ4 frame ends beyond the body'],
  ])('is not guessed for %s', (_what, bytes, message) => {
    const error = thrownBy(() => lz4Frames(bytes, 1000));

    expect(error).toMatchObject({ name: 'RangeError', message });
  });
});
