/**
 * How the latest sends of one producer ended: failures in a row, and counts over the last minute in slices that are used
 * again. One-way sends do not count: nobody knows whether they arrived.
 */
import type { ErrorCode } from '../errors/error-code.js';

/** Snapshot of how the latest sends ended. */
export interface SendOutcomes {
  /** Sends that failed since one was last stored. */
  readonly consecutiveFailures: number;
  /** How long ago the last one failed, in milliseconds; `undefined` if none ever did. */
  readonly sinceFailureMs: number | undefined;
  /** The time that `stored` and `failed` are about, in milliseconds. */
  readonly windowMs: number;
  readonly stored: number;
  readonly failed: number;
}

const SLICE_MS = 10_000;
const SLICES = 6;

/** Ends that say nothing of the cluster: the app or this client had its own reasons. */
const OWN_REASONS: ReadonlySet<ErrorCode> = new Set([
  'BACK_PRESSURE',
  'COMPRESSION_UNAVAILABLE',
  'HOOK_FAILED',
  'PRODUCER_CLOSED',
  'QUEUE_SELECTION_FAILED',
  'SEND_ABORTED',
  'SEND_FORBIDDEN',
  'UNSUPPORTED_BY_BROKER',
]);

export class RecentOutcomes {
  /** Sends that were stored, in the slice that is counted in now; added up where they end while that lasts. */
  storedInSlice = 0;
  /** When that slice is over, by the clock. */
  sliceEnd = 0;
  /** Since one was last stored. */
  consecutiveFailures = 0;
  readonly #stored = new Uint32Array(SLICES);
  readonly #failed = new Uint32Array(SLICES);
  /** Numbered from the beginning of the clock. */
  #slice = 0;
  #failedAt: number | undefined;

  /** Counts a stored send, in whichever slice it is now. */
  noteStored(now: number): void {
    this.#turnTo(now);
    this.storedInSlice += 1;
    this.consecutiveFailures = 0;
  }

  /** @param code - of the error that the send ended with */
  noteFailed(now: number, code: ErrorCode): void {
    if (OWN_REASONS.has(code)) return;
    const slot = this.#turnTo(now);
    this.#failed[slot] = (this.#failed[slot] ?? 0) + 1;
    this.consecutiveFailures += 1;
    this.#failedAt = now;
  }

  snapshot(now: number): SendOutcomes {
    this.#turnTo(now);
    return {
      consecutiveFailures: this.consecutiveFailures,
      sinceFailureMs: this.#failedAt === undefined ? undefined : now - this.#failedAt,
      windowMs: SLICE_MS * SLICES,
      stored: sumOf(this.#stored) + this.storedInSlice,
      failed: sumOf(this.#failed),
    };
  }

  /** Begins the slice of that time, and empties those that have come round since; returns its place. */
  #turnTo(now: number): number {
    const slice = Math.floor(now / SLICE_MS);
    if (slice !== this.#slice) {
      this.#stored[this.#slice % SLICES] = this.storedInSlice;
      this.storedInSlice = 0;
      const passed = Math.min(slice - this.#slice, SLICES);
      for (let step = 0; step < passed; step++) {
        this.#stored[(slice - step) % SLICES] = 0;
        this.#failed[(slice - step) % SLICES] = 0;
      }
      this.#slice = slice;
    }
    this.sliceEnd = (slice + 1) * SLICE_MS;
    return slice % SLICES;
  }
}

function sumOf(counts: Uint32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
