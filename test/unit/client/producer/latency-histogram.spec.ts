import { describe, expect, it } from '@jest/globals';
import {
  type Latencies,
  LATENCY_BOUNDS_MS,
  latencyPercentileMs,
  mergeLatencies,
} from '../../../../lib/client/producer/latency-histogram.js';
import { inFlight, type InFlightRig } from '../../../fixtures/remoting-in-flight.js';
import { SeededRandom } from '../../../fixtures/seeded-random.js';

/** A send that takes this long. */
function take({ sends, begin }: InFlightRig, value: number): void {
  const send = begin();
  sends.ended(send, undefined, undefined, send.startedAt + value);
}

function recorded(...values: readonly number[]): Latencies {
  const rig = inFlight();
  for (const value of values) take(rig, value);
  return rig.tally.latencies.snapshot();
}

/** The bucket that holds a value, found the slow way. */
const bucketOf = (value: number): number => LATENCY_BOUNDS_MS.findIndex((bound) => value <= bound);

describe('latencies', () => {
  it('fall into the bucket whose bound they do not exceed', () => {
    const around = LATENCY_BOUNDS_MS.filter(Number.isFinite).flatMap((bound) => [bound * 0.75, bound, bound * 1.01]);

    for (const value of [0, ...around, 1e7, 1e12]) {
      const { buckets } = recorded(value);

      expect([value, buckets.indexOf(1)]).toEqual([value, bucketOf(value)]);
    }
  });

  it('have bounds that double, from a sixteenth of a millisecond past a minute', () => {
    expect(LATENCY_BOUNDS_MS.slice(0, 6)).toEqual([0.0625, 0.125, 0.25, 0.5, 1, 2]);
    expect(LATENCY_BOUNDS_MS.slice(-2)).toEqual([65_536, Infinity]);
  });

  it('are a snapshot that does not change any more', () => {
    const rig = inFlight();
    take(rig, 3);
    const snapshot = rig.tally.latencies.snapshot();

    take(rig, 5);

    expect(snapshot).toMatchObject({ count: 1, sumMs: 3, maxMs: 3 });
    expect([snapshot, snapshot.buckets].map((part) => Object.isFrozen(part))).toEqual([true, true]);
  });

  it('of several add up to those of one', () => {
    const [some, others] = [
      [0.125, 4, 70],
      [2, 3, 900, 0.5],
    ];

    expect(mergeLatencies(recorded(...some), recorded(...others))).toEqual(recorded(...some, ...others));
    expect(mergeLatencies()).toEqual(recorded());
  });
});

describe('a percentile', () => {
  it.each([50, 90, 99, 99.9, 100])('of %d is never below the true one, and at most twice as much', (percent) => {
    const random = new SeededRandom(7);
    const values = Array.from({ length: 5000 }, () => 0.1 + (random.below(60) ** 2 * random.below(1000)) / 1000);
    const sorted = values.toSorted((a, b) => a - b);
    const exact = sorted[Math.ceil((sorted.length * percent) / 100) - 1] as number;

    const estimate = latencyPercentileMs(recorded(...values), percent);

    expect(estimate).toBeGreaterThanOrEqual(exact);
    expect(estimate).toBeLessThanOrEqual(2 * exact);
  });

  it('is the largest value at 100, and 0 of nothing', () => {
    expect(latencyPercentileMs(recorded(3, 9), 100)).toBe(9);
    expect(latencyPercentileMs(recorded(1e6, 2e6), 100)).toBe(2e6);
    expect(latencyPercentileMs(recorded(3, 9), 0)).toBe(4);
    expect(latencyPercentileMs(recorded(), 99)).toBe(0);
  });
});
