/**
 * Whatever is encoded comes out of the decoder, however the bytes arrive.
 */
import { describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { encodeFrame } from '../../lib/client/protocol/frame-encoder.js';
import type { HeaderFormat, RemotingCommand } from '../../lib/client/protocol/remoting-command.js';
import { type AnyFrame, anyFrame } from '../fixtures/command-arbitraries.js';
import { byteByByte, cutAt, decodeFrames } from '../fixtures/decoded-frames.js';

// Property tests take seconds, and many on a busy machine.
jest.setTimeout(120_000);

/** What of a frame survives: no empty body, and with a binary header no empty texts. */
function facts(format: HeaderFormat, command: RemotingCommand): unknown {
  const { extFields, remark, body, ...head } = command;
  const keepsEmpty = format === 'JSON';
  const entries = Object.entries(extFields ?? {}).filter(([key, value]) => keepsEmpty || (key !== '' && value !== ''));
  return {
    ...head,
    format,
    entries,
    remark: keepsEmpty || remark !== '' ? remark : undefined,
    body: body === undefined || body.length === 0 ? undefined : Buffer.from(body).toString('hex'),
  };
}

function encoded(frames: readonly AnyFrame[]): Buffer {
  return Buffer.concat(frames.map(({ format, command }) => encodeFrame(command, format)));
}

/** The same bytes in the middle of larger memory, as the chunks of a socket are. */
function pooled(chunk: Buffer): Buffer {
  const pool = Buffer.alloc(chunk.length + 20, 0xee);
  chunk.copy(pool, 13);
  return pool.subarray(13, 13 + chunk.length);
}

function expectFrames(chunks: Iterable<Buffer>, frames: readonly AnyFrame[]): void {
  const decoded = decodeFrames(chunks);

  expect(decoded.map(({ format, command }) => facts(format, command))).toEqual(
    frames.map(({ format, command }) => facts(format, command)),
  );
}

describe('frames of any commands', () => {
  it('come out again when cut anywhere', () => {
    const streams = fc.array(anyFrame, { maxLength: 6 });
    const cuts = fc.array(fc.nat(100_000), { maxLength: 30 });

    fc.assert(
      fc.property(streams, cuts, (frames, offsets) => {
        expectFrames(cutAt(encoded(frames), offsets), frames);
      }),
      { numRuns: 1000 },
    );
  });

  it('come out again when they arrive in pooled memory, cut near each other', () => {
    const streams = fc.array(anyFrame, { minLength: 1, maxLength: 3 });
    const cuts = fc.array(fc.nat(300), { maxLength: 60 });

    fc.assert(
      fc.property(streams, cuts, (frames, offsets) => {
        expectFrames(cutAt(encoded(frames), offsets).map(pooled), frames);
      }),
      { numRuns: 500 },
    );
  });

  it('come out again byte by byte', () => {
    const streams = fc.array(anyFrame, { minLength: 1, maxLength: 2 });

    fc.assert(
      fc.property(streams, (frames) => {
        expectFrames(byteByByte(encoded(frames)), frames);
      }),
      { numRuns: 100 },
    );
  });
});
