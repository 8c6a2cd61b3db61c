/**
 * All that the sends of one producer go through, put together: made by the factory, begun with a permit, joined with others
 * if the producer batches, carried out by the engine.
 */
import type { BatchCall } from './batch-call.js';
import { BatchSender } from './batch-sender.js';
import type { DrainReport } from './drain.js';
import type { FaultStrategy } from './fault-strategy.js';
import { InFlightSends } from './in-flight-sends.js';
import type { OutgoingSend, SendListener } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import type { ProducerPorts } from './producer-ports.js';
import type { ProducerHealth, SendPathCounts } from './producer-stats.js';
import { SendBatcher } from './send-batcher.js';
import { SendEngine } from './send-engine.js';
import { SendFactory } from './send-factory.js';
import type { SendHooks } from './send-hooks.js';
import { type InFlightLimits, SendPermits } from './send-permits.js';
import { SendSignals } from './send-signals.js';
import { SendTally } from './send-tally.js';
import { SendTelemetry } from './send-telemetry.js';

export interface SendPathPorts extends Omit<ProducerPorts, 'hooks'> {
  readonly hooks: SendHooks;
  readonly faults: FaultStrategy | undefined;
}

export class SendPath {
  readonly sends: InFlightSends;
  readonly #ports: SendPathPorts;
  readonly #tally = new SendTally();
  readonly #engine: SendEngine;
  readonly #batcher: SendBatcher | undefined;
  readonly #permits: SendPermits<OutgoingSend>;
  readonly #batchSender: BatchSender;

  constructor(options: ResolvedProducerOptions, ports: SendPathPorts) {
    const { clock, emit, diagnostics } = ports;
    const tally = this.#tally;
    const telemetry = new SendTelemetry(diagnostics, clock);
    this.#ports = ports;
    this.#permits = new SendPermits<OutgoingSend>(options, options.whenInFlightFull, {
      clock,
      onGranted: (send) => starter.startAttempt(send),
      onExpired: (send) => this.#refuse(send, 'SEND_TIMEOUT'),
    });
    const signals = new SendSignals((send, reason) => this.#engine.abort(send, 'SEND_ABORTED', reason));
    const refuse = (send: OutgoingSend): void => this.#refuse(send, 'BACK_PRESSURE');
    this.sends = new InFlightSends({ clock, tally, telemetry, permits: this.#permits, signals, emit, refuse });
    const { ended: onSettled } = this.sends;
    this.#engine = new SendEngine({ ...ports, telemetry, tally, onSettled }, options);
    const factory = new SendFactory({ ...ports, options, stages: this.#engine });
    this.#batcher = this.#batcherFor(options, factory, onSettled);
    const starter = this.#batcher ?? this.#engine;
    this.sends.startBy(factory, starter);
    const begin = (send: OutgoingSend, signal: AbortSignal | undefined): void => this.sends.begin(send, signal);
    this.#batchSender = new BatchSender({ ...ports, factory, options, begin });
  }

  get counts(): SendPathCounts {
    return { ...this.#tally.counts, inFlight: this.sends.size, waitingForPermits: this.#permits.waiting };
  }

  get health(): ProducerHealth {
    return { use: this.#permits.use, outcomes: this.#tally.outcomes.snapshot(this.#ports.clock.now()) };
  }

  get limits(): InFlightLimits {
    return this.#permits.limits;
  }

  set limits(limits: InFlightLimits) {
    this.#permits.limits = limits;
  }

  /** @throws what is wrong with the call; nothing is sent then, and nobody told */
  sendBatch(call: BatchCall): void {
    this.#batchSender.start(call);
  }

  /** Waits for what is under way; what is still at the end of the time is rejected with PRODUCER_CLOSED. */
  drain(timeoutMs: number, reason: () => Error): Promise<DrainReport> {
    this.#batcher?.close();
    return this.sends.drain(timeoutMs, (send) => this.#engine.abort(send, 'PRODUCER_CLOSED', reason()));
  }

  #batcherFor(
    { batching, compressOverBytes }: ResolvedProducerOptions,
    factory: SendFactory,
    onSettled: SendListener,
  ): SendBatcher | undefined {
    if (batching === undefined) return undefined;
    const parts = { engine: this.#engine, factory };
    const isIdle = (): boolean => this.sends.size <= 1;
    return new SendBatcher(batching, { ...this.#ports, ...parts, compressOverBytes, isIdle, onSettled });
  }

  #refuse(send: OutgoingSend, code: 'SEND_TIMEOUT' | 'BACK_PRESSURE'): void {
    this.#engine.abort(send, code, new Error(`no permit: ${this.#permits.description}`));
  }
}
