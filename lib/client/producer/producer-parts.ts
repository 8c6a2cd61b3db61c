/**
 * Builds what one producer is made of, and lets a settled send leave all of it.
 */
import { BatchSender } from './batch-sender.js';
import { CallbackReports } from './callback-reports.js';
import { type FaultStrategy, faultStrategy } from './fault-strategy.js';
import { InFlightSends } from './in-flight-sends.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import type { ProducerPorts } from './producer-ports.js';
import { SendAdmission } from './send-admission.js';
import { SendBatcher } from './send-batcher.js';
import { SendEngine, type SendEnginePorts } from './send-engine.js';
import { SendFactory } from './send-factory.js';
import { SendHooks } from './send-hooks.js';

export interface ProducerParts {
  readonly inFlight: InFlightSends;
  readonly hooks: SendHooks;
  /** Undefined unless latency fault tolerance is on. */
  readonly faults: FaultStrategy | undefined;
  readonly engine: SendEngine;
  readonly factory: SendFactory;
  readonly admission: SendAdmission;
  /** Undefined unless sends are joined into batches. */
  readonly batcher: SendBatcher | undefined;
  readonly batchSender: BatchSender;
  readonly callbacks: CallbackReports;
  /** Takes a send under way. */
  readonly begin: (send: OutgoingSend, signal: AbortSignal | undefined) => void;
}

export function buildProducerParts(options: ResolvedProducerOptions, ports: ProducerPorts): ProducerParts {
  const { emit } = ports;
  const { batching, onException } = options;
  const inFlight = new InFlightSends(ports.clock);
  const hooks = new SendHooks([ports.hooks, options], {
    nameServers: ports.nameServerAddresses,
    bornHost: ports.clientIP,
    onHookThrew: (hookName, error) => emit({ type: 'hook-threw', hookName, error }),
  });
  const faults = faultStrategy(options, ports);
  const onSettled: SendEnginePorts['onSettled'] = (send, result, error) => {
    admission.ended(send);
    if (!inFlight.remove(send, error)) return;
    if (result === undefined || result.sendStatus === 'SEND_OK') return;
    emit({ type: 'send-status', topic: send.message.topic, messageId: send.messageId, status: result.sendStatus });
  };
  const engine = new SendEngine({ ...ports, hooks, faults, onSettled }, options);
  const factory = new SendFactory({ ...ports, options, stages: engine });
  const { compressOverBytes } = options;
  const isIdle = (): boolean => inFlight.size <= 1;
  const batcher =
    batching === undefined
      ? undefined
      : new SendBatcher(batching, { ...ports, engine, factory, compressOverBytes, isIdle, onSettled });
  const admission = new SendAdmission({ ...ports, engine, starter: batcher ?? engine }, options);
  const begin: ProducerParts['begin'] = (send, signal) => {
    inFlight.add(send);
    admission.admit(send, signal);
  };
  const batchSender = new BatchSender({ ...ports, factory, options, begin });
  const callbacks = new CallbackReports({ onException, emit });
  return { inFlight, hooks, faults, engine, factory, admission, batcher, batchSender, callbacks, begin };
}
