/**
 * All that the sends of one producer go through, put together, and those that are in it: made by the factory, admitted with
 * a permit, joined with others if the producer batches, carried out by the engine.
 */
import type { RocketMQError } from '../errors/rocketmq-error.js';
import { BatchSender, type BatchCall } from './batch-sender.js';
import type { FaultStrategy } from './fault-strategy.js';
import { type DrainReport, InFlightSends } from './in-flight-sends.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import type { ProducerPorts } from './producer-ports.js';
import type { ProducerHealth, SendPathCounts } from './producer-stats.js';
import { SendAdmission } from './send-admission.js';
import { SendBatcher } from './send-batcher.js';
import { SendEngine, type SendEnginePorts } from './send-engine.js';
import { type SendCall, SendFactory } from './send-factory.js';
import type { SendHooks } from './send-hooks.js';
import type { InFlightLimits } from './send-permits.js';
import type { SendResult } from './send-result.js';
import { SendTelemetry } from './send-telemetry.js';

export interface SendPathPorts extends Omit<ProducerPorts, 'hooks'> {
  readonly hooks: SendHooks;
  readonly faults: FaultStrategy | undefined;
}

export class SendPath {
  readonly #ports: SendPathPorts;
  readonly #inFlight: InFlightSends;
  readonly #telemetry: SendTelemetry;
  readonly #engine: SendEngine;
  readonly #factory: SendFactory;
  readonly #batcher: SendBatcher | undefined;
  readonly #admission: SendAdmission;
  readonly #batchSender: BatchSender;

  constructor(options: ResolvedProducerOptions, ports: SendPathPorts) {
    this.#ports = ports;
    this.#inFlight = new InFlightSends(ports.clock);
    this.#telemetry = new SendTelemetry(ports.diagnostics, ports.clock);
    const onSettled: SendEnginePorts['onSettled'] = (send, result, error) => this.#settled(send, result, error);
    const engine = new SendEngine({ ...ports, telemetry: this.#telemetry, onSettled }, options);
    const factory = new SendFactory({ ...ports, options, stages: engine });
    const { batching, compressOverBytes } = options;
    const isIdle = (): boolean => this.#inFlight.size <= 1;
    this.#engine = engine;
    this.#factory = factory;
    this.#batcher =
      batching === undefined
        ? undefined
        : new SendBatcher(batching, { ...ports, engine, factory, compressOverBytes, isIdle, onSettled });
    this.#admission = new SendAdmission({ ...ports, engine, starter: this.#batcher ?? engine }, options);
    const begin = (send: OutgoingSend, signal: AbortSignal | undefined): void => this.#begin(send, signal);
    this.#batchSender = new BatchSender({ ...ports, factory, options, begin });
  }

  /** Sends that have not settled yet. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  get counts(): SendPathCounts {
    const { size: inFlight } = this.#inFlight;
    const { waiting: waitingForPermits } = this.#admission;
    return { ...this.#telemetry.counts, inFlight, waitingForPermits };
  }

  get health(): ProducerHealth {
    return { use: this.#admission.use, outcomes: this.#telemetry.outcomes };
  }

  get limits(): InFlightLimits {
    return this.#admission.limits;
  }

  set limits(limits: InFlightLimits) {
    this.#admission.limits = limits;
  }

  /** @throws what is wrong with the call; nothing is sent then, and nobody told */
  send(call: SendCall): void {
    this.#begin(this.#factory.single(call), call.options?.signal);
  }

  /** @throws what is wrong with the call; nothing is sent then, and nobody told */
  sendBatch(call: BatchCall): void {
    this.#batchSender.start(call);
  }

  /** Waits for what is under way; what is still at the end of the time is rejected with PRODUCER_CLOSED. */
  drain(timeoutMs: number, reason: () => Error): Promise<DrainReport> {
    this.#batcher?.close();
    return this.#inFlight.drain(timeoutMs, (send) => this.#engine.abort(send, 'PRODUCER_CLOSED', reason()));
  }

  #begin(send: OutgoingSend, signal: AbortSignal | undefined): void {
    this.#inFlight.add(send);
    this.#telemetry.started(send);
    this.#admission.admit(send, signal);
  }

  #settled(send: OutgoingSend, result: SendResult | undefined, error: RocketMQError | undefined): void {
    // A batch of sends that are counted one by one is neither counted nor told.
    if (this.#inFlight.has(send)) this.#telemetry.settled(send, result, error);
    this.#admission.ended(send);
    if (!this.#inFlight.remove(send, error)) return;
    if (result === undefined || result.sendStatus === 'SEND_OK') return;
    const { message, messageId } = send;
    this.#ports.emit({ type: 'send-status', topic: message.topic, messageId, status: result.sendStatus });
  }
}
