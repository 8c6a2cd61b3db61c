/**
 * Watches sends from their start to their end: counts them, and tells the diagnostics channels. Decides nothing. Without
 * subscribers a send costs a few integers, and nothing is made for it.
 */
import { CHANNELS } from '../diagnostics/channels.js';
import type { DiagnosticsSettings } from '../diagnostics/diagnostics-options.js';
import type { ErrorCode } from '../errors/error-code.js';
import type { RocketMQError } from '../errors/rocketmq-error.js';
import type { Clock } from '../remoting/clock.js';
import { LatencyRecorder } from './latency-histogram.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { SendCounts } from './producer-stats.js';
import { RecentOutcomes, type SendOutcomes } from './recent-outcomes.js';
import { attemptEnd, attemptStart, sendEnd, sendError, sendStart } from './send-events.js';
import type { SendResult } from './send-result.js';

export class SendTelemetry {
  readonly #settings: DiagnosticsSettings;
  readonly #clock: Clock;
  readonly #latencies = new LatencyRecorder();
  readonly #outcomes = new RecentOutcomes();
  readonly #failed = new Map<ErrorCode, number>();
  #sent = 0;
  #retried = 0;

  constructor(settings: DiagnosticsSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  get counts(): SendCounts {
    return {
      sent: this.#sent,
      failed: Object.freeze(Object.fromEntries(this.#failed)),
      retried: this.#retried,
      latencies: this.#latencies.snapshot(),
    };
  }

  get outcomes(): SendOutcomes {
    return this.#outcomes.snapshot(this.#clock.now());
  }

  /** Before anything of the send is encoded, in the caller's tick and async context: what subscribers add is written. */
  started(send: OutgoingSend): void {
    if (!CHANNELS.sendStart.hasSubscribers) return;
    const { event, close } = sendStart(send, this.#settings);
    CHANNELS.sendStart.publish(event);
    close();
  }

  /** A queue was chosen. */
  attemptStarted(send: OutgoingSend): void {
    send.isAttemptOpen = true;
    if (send.attempt > 1) this.#retried += 1;
    if (CHANNELS.sendAttemptStart.hasSubscribers) CHANNELS.sendAttemptStart.publish(attemptStart(send, this.#settings));
  }

  /** May be called again for an attempt that has ended, or before the first one. */
  attemptEnded(send: OutgoingSend, result: SendResult | undefined, error: Error | undefined): void {
    if (!send.isAttemptOpen) return;
    send.isAttemptOpen = false;
    if (!CHANNELS.sendAttemptEnd.hasSubscribers) return;
    const elapsedMs = this.#clock.now() - send.sentAt;
    CHANNELS.sendAttemptEnd.publish(attemptEnd(send, this.#settings, { elapsedMs, result, error }));
  }

  /** To be called once for each send that was started. */
  settled(send: OutgoingSend, result: SendResult | undefined, error: RocketMQError | undefined): void {
    const now = this.#clock.now();
    const elapsedMs = now - send.startedAt;
    if (send.mode !== 'ONEWAY') this.#outcomes.note(now, error?.code);
    if (error === undefined) this.#succeeded(send, result, elapsedMs);
    else this.#endedWith(send, error, elapsedMs);
  }

  #succeeded(send: OutgoingSend, result: SendResult | undefined, elapsedMs: number): void {
    this.#sent += 1;
    if (send.mode !== 'ONEWAY') this.#latencies.record(elapsedMs);
    if (CHANNELS.sendEnd.hasSubscribers) CHANNELS.sendEnd.publish(sendEnd(send, this.#settings, { elapsedMs, result }));
  }

  #endedWith(send: OutgoingSend, error: RocketMQError, elapsedMs: number): void {
    this.#failed.set(error.code, (this.#failed.get(error.code) ?? 0) + 1);
    if (CHANNELS.sendError.hasSubscribers)
      CHANNELS.sendError.publish(sendError(send, this.#settings, { elapsedMs, error }));
  }
}
