/**
 * Tells the diagnostics channels of sends from their start to their end. Decides nothing, and is asked only where somebody
 * listens: without subscribers nothing is made for a send.
 */
import { CHANNELS } from '../diagnostics/channels.js';
import type { DiagnosticsSettings } from '../diagnostics/diagnostics-options.js';
import type { RocketMQError } from '../errors/rocketmq-error.js';
import type { Clock } from '../remoting/clock.js';
import type { OutgoingSend } from './outgoing-send.js';
import { attemptEnd, attemptStart, sendEnd, sendError, sendStart } from './send-events.js';
import type { SendResult } from './send-result.js';

export class SendTelemetry {
  readonly #settings: DiagnosticsSettings;
  readonly #clock: Clock;

  constructor(settings: DiagnosticsSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Before anything of the send is encoded, in the caller's tick and async context: what subscribers add is written. */
  started(send: OutgoingSend): void {
    const { event, close } = sendStart(send, this.#settings);
    CHANNELS.sendStart.publish(event);
    close();
  }

  /** A queue was chosen. */
  attemptStarted(send: OutgoingSend): void {
    CHANNELS.sendAttemptStart.publish(attemptStart(send, this.#settings));
  }

  /** May be called again for an attempt that has ended, or before the first one. */
  attemptEnded(send: OutgoingSend, result: SendResult | undefined, error: Error | undefined): void {
    if (!send.isAttemptOpen) return;
    const elapsedMs = this.#clock.now() - send.sentAt;
    CHANNELS.sendAttemptEnd.publish(attemptEnd(send, this.#settings, { elapsedMs, result, error }));
  }

  succeeded(send: OutgoingSend, result: SendResult | undefined, elapsedMs: number): void {
    CHANNELS.sendEnd.publish(sendEnd(send, this.#settings, { elapsedMs, result }));
  }

  failed(send: OutgoingSend, error: RocketMQError, elapsedMs: number): void {
    CHANNELS.sendError.publish(sendError(send, this.#settings, { elapsedMs, error }));
  }
}
