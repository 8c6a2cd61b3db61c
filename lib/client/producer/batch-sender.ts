/**
 * Batches that a user sends as such: cut into parts that a broker takes, which go out one after another under one
 * deadline. Stops at the first part that fails, so that what is stored is always a beginning of the batch.
 * Source: client behaviour F.3, Java `DefaultMQProducer.send(Collection)`, which has no parts.
 */
import { InvalidOptionsError } from '../errors/input-errors.js';
import type { RocketMQError } from '../errors/rocketmq-error.js';
import type { Message } from '../message/message.js';
import type { Clock } from '../remoting/clock.js';
import type { BatchCall } from './batch-call.js';
import type { BatchPart } from './batch-part.js';
import { BatchPartlySentError } from './batch-partly-sent-error.js';
import type { QueuePin } from './message-queue-selector.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import type { SendFactory } from './send-factory.js';
import { type ResolvedSendOptions, resolveSendOptions } from './send-options.js';
import { batchResults, type SendResult } from './send-result.js';

export interface BatchSenderPorts {
  readonly clock: Clock;
  readonly factory: SendFactory;
  readonly options: ResolvedProducerOptions;
  /** Admits a send. */
  readonly begin: (send: OutgoingSend, signal: AbortSignal | undefined) => void;
}

export class BatchSender {
  readonly #ports: BatchSenderPorts;

  constructor(ports: BatchSenderPorts) {
    this.#ports = ports;
  }

  /**
   * @throws {InvalidMessageError} INVALID_MESSAGE - names the message that breaks a rule; nothing was sent
   * @throws {InvalidOptionsError} INVALID_OPTIONS
   */
  start(call: BatchCall): void {
    const { factory, options } = this.#ports;
    const part = factory.batchParts.ofMessages(call.messages);
    const resolved = resolveSendOptions(call.options, part.messages[0] as Message, options.timeoutMs);
    if (resolved.messageId !== undefined) {
      throw new InvalidOptionsError('send options', ['messageId is not for batches']);
    }
    new BatchInParts(call, resolved, this.#ports).sendPart(part);
  }
}

/** A batch on its way. */
class BatchInParts {
  readonly #call: BatchCall;
  readonly #ports: BatchSenderPorts;
  readonly #timeoutMs: number;
  readonly #startedAt: number;
  readonly #pin: QueuePin | undefined;
  /** Of the parts that are stored. */
  #results: readonly SendResult[] | undefined;

  constructor(call: BatchCall, { timeoutMs, pin }: ResolvedSendOptions, ports: BatchSenderPorts) {
    this.#call = call;
    this.#ports = ports;
    this.#timeoutMs = timeoutMs;
    this.#startedAt = ports.clock.now();
    this.#pin = pin === undefined ? undefined : chosenOnce(pin);
  }

  sendPart(part: BatchPart): void {
    let failure: Error | undefined;
    const send = this.#ports.factory.batch({
      mode: this.#call.mode,
      part,
      timeoutMs: this.#timeoutMs,
      startedAt: this.#startedAt,
      pin: this.#pin,
      resolve: (result) => this.#stored(batchResults(result as SendResult, part.messageIds)),
      reject: (error) => (failure = error),
    });
    // The next part begins when this one has given back its permit, and before its end is counted: a drain waits for all.
    send.onEnd = () => {
      if (failure !== undefined) this.#call.reject(this.#failed(part, failure));
      else if (part.next !== undefined) this.sendPart(part.next);
      else this.#call.resolve(this.#results as readonly SendResult[]);
    };
    this.#ports.begin(send, this.#call.options?.signal);
  }

  #stored(results: readonly SendResult[]): void {
    this.#results = this.#results === undefined ? results : this.#results.concat(results);
  }

  #failed(part: BatchPart, error: Error): Error {
    const results = this.#results;
    if (results === undefined) return error;
    const failed = part.messages.length;
    let total = results.length;
    for (let rest: BatchPart | undefined = part; rest !== undefined; rest = rest.next) total += rest.messages.length;
    const { topic } = part.messages[0] as Message;
    return new BatchPartlySentError(topic, results, { failed, total }, error as RocketMQError);
  }
}

/** All parts go to the same queue. */
function chosenOnce(pin: QueuePin): QueuePin {
  let queue: ReturnType<QueuePin> | undefined;
  return (queues) => (queue ??= pin(queues));
}
