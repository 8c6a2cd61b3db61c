/**
 * Batches that a user sends as such: cut into parts that a broker takes, which go out one after another under one
 * deadline. Stops at the first part that fails, so that what is stored is always a beginning of the batch.
 * Source: client behaviour F.3, Java `DefaultMQProducer.send(Collection)`, which has no parts.
 */
import { InvalidOptionsError } from '../errors/input-errors.js';
import type { RocketMQError } from '../errors/rocketmq-error.js';
import { batchEntryBytes, type BatchEntry } from '../message/batch-codec.js';
import type { Message } from '../message/message.js';
import type { Clock } from '../remoting/clock.js';
import { BatchPartlySentError } from './batch-partly-sent-error.js';
import type { QueuePin } from './message-queue-selector.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import type { BatchMember, SendFactory } from './send-factory.js';
import { type ResolvedSendOptions, resolveSendOptions, type SendOptions } from './send-options.js';
import { batchResults, type SendResult } from './send-result.js';
import type { SendMode } from './send-retry-policy.js';

export interface BatchSenderPorts {
  readonly clock: Clock;
  readonly factory: SendFactory;
  readonly options: ResolvedProducerOptions;
  /** Admits a send. */
  readonly begin: (send: OutgoingSend, signal: AbortSignal | undefined) => void;
}

/** A call of the user's, and who hears what came of it. */
export interface BatchCall {
  readonly mode: SendMode;
  readonly messages: readonly Message[];
  readonly options: SendOptions | undefined;
  readonly resolve: (results: readonly SendResult[]) => void;
  readonly reject: (error: Error) => void;
}

/** A batch on its way. */
interface BatchInParts {
  readonly call: BatchCall;
  readonly facts: Omit<ResolvedSendOptions, 'messageId'> & { readonly startedAt: number };
  readonly parts: readonly (readonly BatchMember[])[];
  readonly results: SendResult[];
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
    const { clock, factory, options } = this.#ports;
    const members = factory.members(call.messages);
    const first = call.messages[0] as Message;
    const { timeoutMs, messageId, pin } = resolveSendOptions(call.options, first, options.timeoutMs);
    if (messageId !== undefined) throw new InvalidOptionsError('send options', ['messageId is not for batches']);
    const facts = { timeoutMs, pin: pin === undefined ? undefined : chosenOnce(pin), startedAt: clock.now() };
    this.#sendPart({ call, facts, parts: splitEntries(members, options.maxBodyBytes), results: [] }, 0);
  }

  #sendPart(batch: BatchInParts, index: number): void {
    const { call, facts, parts, results } = batch;
    const members = parts[index] as readonly BatchMember[];
    let failure: Error | undefined;
    const send = this.#ports.factory.batch({
      ...facts,
      mode: call.mode,
      members,
      resolve: (result) => {
        const ids = members.map(({ messageId }) => messageId);
        results.push(...batchResults(result as SendResult, ids));
      },
      reject: (error) => (failure = error),
    });
    // The next part begins when this one has given back its permit, and before its end is counted: a drain waits for all.
    send.onEnd = () => {
      if (failure !== undefined) call.reject(this.#failed(batch, members, failure));
      else if (index + 1 < parts.length) this.#sendPart(batch, index + 1);
      else call.resolve(results);
    };
    this.#ports.begin(send, call.options?.signal);
  }

  #failed({ parts, results }: BatchInParts, members: readonly BatchMember[], error: Error): Error {
    if (results.length === 0) return error;
    const counts = { failed: members.length, total: parts.flat().length };
    return new BatchPartlySentError(topicOf(members), results, counts, error as RocketMQError);
  }
}

/** As the user gave it. */
function topicOf([first]: readonly BatchMember[]): string {
  return (first as BatchMember).message.topic;
}

/** All parts go to the same queue. */
function chosenOnce(pin: QueuePin): QueuePin {
  let queue: ReturnType<QueuePin> | undefined;
  return (queues) => (queue ??= pin(queues));
}

/** As few parts as the limit allows, in order; an entry that is above it by itself is a part by itself. */
export function splitEntries<E extends BatchEntry>(entries: readonly E[], maxBytes: number): readonly (readonly E[])[] {
  const parts: E[][] = [];
  let bytesLeft = 0;
  for (const entry of entries) {
    const bytes = batchEntryBytes(entry);
    if (parts.length === 0 || bytes > bytesLeft) {
      parts.push([]);
      bytesLeft = maxBytes;
    }
    parts.at(-1)?.push(entry);
    bytesLeft -= bytes;
  }
  return parts;
}
