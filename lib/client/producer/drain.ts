/**
 * The wait for the sends under way at the end of a producer's life, and its report.
 */
import type { Clock } from '../remoting/clock.js';
import type { SendTally } from './send-tally.js';

/** How long `close()` waits for sends under way, in milliseconds, unless told otherwise. */
export const DEFAULT_DRAIN_TIMEOUT_MS = 5000;

/** What became of the sends that were under way when a producer closed. */
export interface DrainReport {
  /** Sends under way when closing began. */
  readonly pending: number;
  /** Those that were stored (one-way: handed over) in time. */
  readonly settled: number;
  /** Those that failed by themselves in time. */
  readonly failed: number;
  /** Those given up at the end of the drain time; each was rejected with PRODUCER_CLOSED. */
  readonly aborted: number;
  readonly elapsedMs: number;
}

export interface DrainFacts {
  readonly clock: Clock;
  readonly tally: SendTally;
  /** Sends under way. */
  readonly pending: number;
}

type Ended = Pick<DrainReport, 'settled' | 'failed'>;

/** A report that begins now. */
export function drainReport({ clock, tally, pending }: DrainFacts): {
  /** What has ended since. */
  readonly counts: () => Ended;
  readonly of: (ended: Ended, aborted: number) => DrainReport;
} {
  const startedAt = clock.now();
  const { sent, failures } = tally;
  return {
    counts: () => ({ settled: tally.sent - sent, failed: tally.failures - failures }),
    of: (ended, aborted) => ({ pending, ...ended, aborted, elapsedMs: clock.now() - startedAt }),
  };
}

/** @param onEmpty - takes what is to be called when nothing is under way any more */
export function emptyOrOver(clock: Clock, timeoutMs: number, onEmpty: (listener: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.setTimer(resolve, timeoutMs);
    onEmpty(() => {
      timer.cancel();
      resolve();
    });
  });
}
