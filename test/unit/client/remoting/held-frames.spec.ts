import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { HeldFrames } from '../../../../lib/client/remoting/held-frames.js';

interface Frame {
  readonly text: string;
  readonly deadlineAt: number;
}

function held(frames: readonly Frame[]): HeldFrames {
  const result = new HeldFrames();
  let end = 0;
  for (const { text, deadlineAt } of frames) {
    end += text.length;
    result.add(end, deadlineAt);
  }
  return result;
}

/** The frames' bytes, cut into chunks anywhere. */
function chunksOf(frames: readonly Frame[], cuts: readonly number[]): Uint8Array[] {
  const bytes = Buffer.from(frames.map(({ text }) => text).join(''));
  const at = [...new Set([0, bytes.length, ...cuts.map((cut) => cut % (bytes.length + 1))])].toSorted((a, b) => a - b);
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

const textOf = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString();
const textAfter = (now: number, frames: readonly Frame[]): string =>
  frames.map(({ text, deadlineAt }) => (deadlineAt > now ? text : '')).join('');

const anyFrames = fc.array(
  fc.record({ text: fc.stringMatching(/^[a-z]{1,9}$/), deadlineAt: fc.integer({ min: 1, max: 5 }) }),
);

describe('HeldFrames', () => {
  it('returns the very list while no deadline has passed', () => {
    const frames = [{ text: 'a', deadlineAt: 5 }];
    const chunks = chunksOf(frames, []);

    expect(held(frames).dropDue(4, chunks)).toBe(chunks);
  });

  it('keeps the bytes of all frames that are not due, wherever chunks begin, also the next time', () => {
    const anyTime = fc.integer({ min: 0, max: 5 });
    const property = fc.property(anyFrames, fc.array(fc.nat()), anyTime, anyTime, (frames, cuts, now, wait) => {
      const bounds = held(frames);

      const kept = bounds.dropDue(now, chunksOf(frames, cuts));
      const keptLater = bounds.dropDue(now + wait, kept);

      expect(textOf(kept)).toBe(textAfter(now, frames));
      expect(textOf(keptLater)).toBe(textAfter(now + wait, frames));
    });
    fc.assert(property);
  });

  it('counts from the beginning again once it was cleared', () => {
    const frames = [{ text: 'old', deadlineAt: 1 }];
    const bounds = held(frames);
    bounds.clear();
    bounds.add(3, 2);

    expect(textOf(bounds.dropDue(1, [Buffer.from('new')]))).toBe('new');
  });

  it('copies nothing', () => {
    const bytes = Buffer.from('gonekept');
    const frames = [
      { text: 'gone', deadlineAt: 1 },
      { text: 'kept', deadlineAt: 2 },
    ];

    expect(held(frames).dropDue(1, [bytes])[0]?.buffer).toBe(bytes.buffer);
  });
});
