/**
 * Damaged frames neither crash the decoder, nor hang it, nor make it ask for more memory than a frame may have.
 */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { FrameError } from '../../lib/client/errors/transport-errors.js';
import { FrameDecoder } from '../../lib/client/protocol/frame-decoder.js';
import { encodeFrame } from '../../lib/client/protocol/frame-encoder.js';
import { AllocationWatch } from '../fixtures/allocation-watch.js';
import { anyFrame } from '../fixtures/command-arbitraries.js';
import { cutAt } from '../fixtures/decoded-frames.js';
import { mutate, runCases } from '../fixtures/mutations.js';
import { RECORDED } from '../fixtures/recorded-frames.js';
import { SeededRandom } from '../fixtures/seeded-random.js';

const SEED = 20_260_101;
const CASES = 100_000;
const MAX_FRAME_BYTES = 65_536;
const MAX_CPU_MS = 60_000;

const GENERATED = fc
  .sample(anyFrame, { seed: SEED, numRuns: 300 })
  .map(({ format, command }) => encodeFrame(command, format));
const CORPUS: readonly Buffer[] = [...RECORDED.map(({ bytes }) => bytes), ...GENERATED];

/** One to three frames, damaged together or one of them alone, cut into some chunks. */
function damagedStream(random: SeededRandom): Buffer[] {
  const frames = Array.from({ length: 1 + random.below(3) }, () => random.pick(CORPUS));
  const isWhole = random.below(2) === 0;
  const bytes = isWhole
    ? mutate(Buffer.concat(frames), random)
    : Buffer.concat([mutate(frames[0] ?? Buffer.alloc(0), random), ...frames.slice(1)]);
  return cutAt(
    bytes,
    Array.from({ length: random.below(5) }, () => random.below(bytes.length + 1)),
  );
}

/** Pushes everything, on and on after errors too; throws the last error. */
function pushAll(chunks: readonly Buffer[]): void {
  const decoder = new FrameDecoder(() => undefined, MAX_FRAME_BYTES);
  let last: FrameError | undefined;
  for (const chunk of chunks) {
    try {
      decoder.push(chunk);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      last = error;
    }
  }
  if (last !== undefined) throw last;
}

describe('FrameDecoder', () => {
  it(
    `stays calm on ${CASES} damaged streams`,
    () => {
      const watch = new AllocationWatch();

      const outcome = runCases(
        CASES,
        (index) => new SeededRandom(SEED + index),
        (random) => {
          const chunks = damagedStream(random);
          watch.during(() => pushAll(chunks));
        },
      );

      expect(outcome.accepted + outcome.refused).toBe(CASES);
      expect(Math.min(outcome.accepted, outcome.refused)).toBeGreaterThan(CASES / 10);
      expect(watch.largest).toBeGreaterThan(MAX_FRAME_BYTES / 2);
      expect(watch.largest).toBeLessThanOrEqual(MAX_FRAME_BYTES);
      expect(outcome.cpuMs).toBeLessThan(MAX_CPU_MS);
    },
    4 * MAX_CPU_MS,
  );

  it('stays calm on bytes that never were a frame', () => {
    const outcome = runCases(
      10_000,
      (index) => new SeededRandom(SEED + index),
      (random) => {
        pushAll([random.bytes(random.below(64)), random.bytes(random.below(64))]);
      },
    );

    expect(outcome.accepted + outcome.refused).toBe(10_000);
    expect(outcome.refused).toBeGreaterThan(1000);
  });
});
