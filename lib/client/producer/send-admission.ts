/**
 * What stands between an accepted message and its first attempt: its signal and its permit.
 * A send that needs to wait for neither begins in the caller's tick.
 */
import type { Clock } from '../remoting/clock.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import type { SendEngine } from './send-engine.js';
import { type InFlightLimits, type InFlightUse, SendPermits } from './send-permits.js';
import { SendSignals } from './send-signals.js';

export interface SendAdmissionPorts {
  readonly clock: Clock;
  readonly engine: SendEngine;
  /** Starts the first attempt of what has its permit: the engine, or what stands in front of it. */
  readonly starter: Pick<SendEngine, 'startAttempt'>;
}

export class SendAdmission {
  readonly #engine: SendEngine;
  readonly #starter: SendAdmissionPorts['starter'];
  readonly #permits: SendPermits<OutgoingSend>;
  readonly #signals: SendSignals;

  constructor({ clock, engine, starter }: SendAdmissionPorts, options: ResolvedProducerOptions) {
    this.#engine = engine;
    this.#starter = starter;
    this.#signals = new SendSignals((send, reason) => engine.abort(send, 'SEND_ABORTED', reason));
    this.#permits = new SendPermits(options, options.whenInFlightFull, {
      clock,
      onGranted: (send) => starter.startAttempt(send),
      onExpired: (send) => this.#refuse(send, 'SEND_TIMEOUT'),
    });
  }

  /** Sends that wait for a permit. */
  get waiting(): number {
    return this.#permits.waiting;
  }

  get use(): InFlightUse {
    return this.#permits.use;
  }

  get limits(): InFlightLimits {
    return this.#permits.limits;
  }

  set limits(limits: InFlightLimits) {
    this.#permits.limits = limits;
  }

  admit(send: OutgoingSend, signal: AbortSignal | undefined): void {
    send.deadlineAt = send.expiresAt;
    if (signal !== undefined) this.#signals.watch(signal, send);
    if (send.isSettled) return;
    const answer = this.#permits.ask(send);
    if (answer === 'granted') this.#starter.startAttempt(send);
    else if (answer === 'refused') this.#refuse(send, 'BACK_PRESSURE');
  }

  /** To be called once for each send that was admitted, when it has settled. */
  ended(send: OutgoingSend): void {
    this.#permits.giveBack(send);
    send.onEnd?.();
  }

  #refuse(send: OutgoingSend, code: 'SEND_TIMEOUT' | 'BACK_PRESSURE'): void {
    this.#engine.abort(send, code, new Error(`no permit: ${this.#permits.description}`));
  }
}
