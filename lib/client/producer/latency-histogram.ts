/**
 * How long sends took, in buckets that double from 1/16 ms on: always the same ones, so that the figures of producers,
 * processes and hours can be added up.
 */

/** Plain data, frozen. */
export interface Latencies {
  readonly count: number;
  readonly sumMs: number;
  readonly maxMs: number;
  /** How many fell into each bucket of {@link LATENCY_BOUNDS_MS}. */
  readonly buckets: readonly number[];
}

/** The least bucket is 1/16 ms wide. */
export const BUCKETS_PER_MS = 16;
/** The one behind them takes whatever is above {@link LARGEST_BOUND_MS}. */
export const FINITE_BUCKETS = 21;

/** Upper bound of each bucket, in milliseconds, itself included: 0.0625, 0.125, ... 65536, Infinity. */
export const LATENCY_BOUNDS_MS: readonly number[] = Object.freeze([
  ...Array.from({ length: FINITE_BUCKETS }, (_, index) => 2 ** index / BUCKETS_PER_MS),
  Infinity,
]);

export const LARGEST_BOUND_MS = 2 ** (FINITE_BUCKETS - 1) / BUCKETS_PER_MS;

/** Counts that go on; each latency is added where a send ends. */
export class LatencyRecorder {
  readonly buckets: number[] = LATENCY_BOUNDS_MS.map(() => 0);
  count = 0;
  sumMs = 0;
  maxMs = 0;

  snapshot(): Latencies {
    const { count, sumMs, maxMs } = this;
    return Object.freeze({ count, sumMs, maxMs, buckets: Object.freeze([...this.buckets]) });
  }
}

/** The latencies of several producers or clients as if they were those of one. */
export function mergeLatencies(...all: readonly Latencies[]): Latencies {
  const sumOf = (valueOf: (one: Latencies) => number): number => all.reduce((sum, one) => sum + valueOf(one), 0);
  return Object.freeze({
    count: sumOf(({ count }) => count),
    sumMs: sumOf(({ sumMs }) => sumMs),
    maxMs: Math.max(0, ...all.map(({ maxMs }) => maxMs)),
    buckets: Object.freeze(LATENCY_BOUNDS_MS.map((_, index) => sumOf(({ buckets }) => buckets[index] ?? 0))),
  });
}

/**
 * The time within which this share of the sends ended: the upper bound of the bucket, so at most twice the true value and
 * never less; 0 if there were none.
 *
 * @param percent - from 0 to 100, e.g. 99
 */
export function latencyPercentileMs({ count, maxMs, buckets }: Latencies, percent: number): number {
  const rank = Math.max(1, Math.ceil((count * percent) / 100));
  let seen = 0;
  for (const [index, bound] of LATENCY_BOUNDS_MS.entries()) {
    seen += buckets[index] ?? 0;
    if (seen >= rank) return Math.min(bound, maxMs);
  }
  return maxMs;
}
