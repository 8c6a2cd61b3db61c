/**
 * What a producer counts of its sends. The fields are written where sends end; here is what is made of them.
 */
import type { ErrorCode } from '../errors/error-code.js';
import type { RocketMQError } from '../errors/rocketmq-error.js';
import { LatencyRecorder } from './latency-histogram.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { SendCounts } from './producer-stats.js';
import { RecentOutcomes } from './recent-outcomes.js';

export class SendTally {
  /** Sends that were stored; one-way: handed over. */
  sent = 0;
  /** Attempts beyond the first. */
  retried = 0;
  readonly latencies = new LatencyRecorder();
  readonly outcomes = new RecentOutcomes();
  readonly #failed = new Map<ErrorCode, number>();
  #failures = 0;

  /** Sends that failed. */
  get failures(): number {
    return this.#failures;
  }

  get counts(): SendCounts {
    const { sent, retried } = this;
    const failed = Object.freeze(Object.fromEntries(this.#failed));
    return { sent, failed, retried, latencies: this.latencies.snapshot() };
  }

  failedWith({ mode }: OutgoingSend, { code }: RocketMQError, now: number): void {
    this.#failures += 1;
    this.#failed.set(code, (this.#failed.get(code) ?? 0) + 1);
    if (mode !== 'ONEWAY') this.outcomes.noteFailed(now, code);
  }
}
