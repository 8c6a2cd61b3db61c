/**
 * What a producer counts, as a snapshot: plain data, frozen, to be handed to any metrics library.
 */
import type { ErrorCode } from '../errors/error-code.js';
import type { Latencies } from './latency-histogram.js';
import type { SendOutcomes } from './recent-outcomes.js';
import type { InFlightUse } from './send-permits.js';

/** Counts since the producer was made; a call that was refused before it became a send (bad input) counts nowhere. */
export interface ProducerStats {
  /** Sends that a broker stored; one-way: that were handed over. */
  readonly sent: number;
  /** Sends that failed for good, by the `code` of their error; a code that never occurred is not there. */
  readonly failed: Readonly<Partial<Record<ErrorCode, number>>>;
  /** Attempts beyond the first of their send. */
  readonly retried: number;
  /** Sends that have not settled now, those that wait for permits included. */
  readonly inFlight: number;
  /** Sends that wait for a permit now. */
  readonly waitingForPermits: number;
  /**
   * Answers that came after the deadline of their request. Counted by connection, so that all producers of a client
   * show the same number.
   */
  readonly lateAnswers: number;
  /** Answers to one-way sends, by which a busy broker refuses some of them (code 2); counted by connection, too. */
  readonly onewayAnswers: number;
  /** From the call to the answer, of the sends that were stored; one-way sends have no answer and are not in it. */
  readonly latencies: Latencies;
}

/** How a producer is now: what health checks read. */
export interface ProducerHealth {
  readonly use: InFlightUse;
  readonly outcomes: SendOutcomes;
}

/** The part of the snapshot that the sends themselves yield. */
export type SendCounts = Pick<ProducerStats, 'sent' | 'failed' | 'retried' | 'latencies'>;

/** What a producer counts without its client. */
export type SendPathCounts = Omit<ProducerStats, 'lateAnswers' | 'onewayAnswers'>;
