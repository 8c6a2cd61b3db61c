/**
 * The imperative side: RocketMQ's three communication modes as methods of an injectable.
 */
import { Inject, Injectable } from '@nestjs/common';
import {
  type ClientStatus,
  InvalidMessageError,
  InvalidOptionsError,
  isSendCallback,
  type RecallOptions,
  type SendMode,
} from '../../client/index.js';
import { EventReporter } from '../events/event-reporter.service.js';
import type { SendDraft } from './message-composer.service.js';
import type { NativeClient } from '../connection/native-client.js';
import { type OutboundMessage, unwrapOutbound } from '../message/outbound-message.js';
import type { PublishMode } from '../message/publish-mode.js';
import { NATIVE_CLIENT } from '../connection/rocketmq.constants.js';
import { SendActivity } from './send-activity.service.js';
import { SendDispatcher } from './send-dispatcher.service.js';
import type { SendHost } from '../enhancers/send-execution-context.js';
import type {
  Payload,
  ProducerBatchOptions,
  ProducerSendOptions,
  SendOutcome,
  SendOutcomeCallback,
} from '../message/send-outcome.interface.js';
import { toError } from '../errors/to-error.js';
import { type TopicDefinition, topicName, type TopicReference } from '../message/topic-definition.js';

/**
 * State of the client and counts of the Nest layer, read from memory.
 *
 * @publicApi
 */
export interface ProducerStatus extends ClientStatus {
  /** One-way sends of decorated methods that failed on this side, since boot. */
  readonly onewayFailures: number;
  /** Sends that interceptors ended without sending, since boot. */
  readonly suppressedSends: number;
}

/** A topic's payload, with or without facts beside it; not what the type of a topic is inferred from. */
type PayloadOf<T> = NoInfer<T> | OutboundMessage<NoInfer<T>>;

const METHOD_OF_MODE = {
  SYNC: 'send',
  ASYNC: 'sendAsync',
  ONEWAY: 'sendOneway',
  BATCH: 'sendBatch',
} as const satisfies Record<PublishMode, keyof ProducerService>;

/**
 * Publishes messages. Payloads: `Uint8Array` and string as they are, everything else as JSON.
 *
 * @publicApi
 */
@Injectable()
export class ProducerService {
  constructor(
    @Inject(NATIVE_CLIENT) private readonly native: NativeClient,
    @Inject(SendDispatcher) private readonly dispatcher: SendDispatcher,
    @Inject(SendActivity) private readonly activity: SendActivity,
    @Inject(EventReporter) private readonly events: EventReporter,
  ) {}

  /**
   * Sends one message and waits until a broker has stored it. Retries on other brokers (SYNC policy).
   *
   * @param payload - a `Uint8Array` must not be changed before the send has settled; facts of an `outbound()` win over `options`
   * @param options.timeoutMs - whole budget for all attempts, in milliseconds; default the producer's
   * @throws {PayloadInvalidError} PAYLOAD_INVALID - the topic has a schema; nothing was sent
   * @throws {PayloadNotSerializableError} PAYLOAD_NOT_SERIALIZABLE - nothing was sent
   * @throws {InvalidMessageError} INVALID_MESSAGE - nothing was sent
   * @throws {SendForbiddenError} SEND_FORBIDDEN - a guard refused; nothing was sent
   * @throws {SendTimeoutError} SEND_TIMEOUT - no attempt finished within the budget; the message may be stored
   * @throws {SendFailedError} NO_NAME_SERVER, NO_ROUTE, BROKER_REJECTED, ... - what no further attempt could cure
   */
  send<T = Payload>(
    topic: string | TopicDefinition<T>,
    payload: PayloadOf<T>,
    options?: ProducerSendOptions,
  ): Promise<SendOutcome> {
    return this.start('SYNC', topic, payload, options, [topic, payload, options]) as Promise<SendOutcome>;
  }

  /**
   * Sends one message in the background and tells `callback` what became of it, later than this call and exactly once.
   * Retries connection failures only (ASYNC policy). Without a callback a failure goes to the producer's `onException`,
   * else it becomes an event and a log line.
   *
   * @throws {InvalidOptionsError} INVALID_OPTIONS - `callback` is neither undefined nor a SendOutcomeCallback; everything
   *   else, bad payloads included, goes to the callback
   */
  sendAsync<T = Payload>(
    topic: string | TopicDefinition<T>,
    payload: PayloadOf<T>,
    callback?: SendOutcomeCallback,
    options?: ProducerSendOptions,
  ): void {
    if (callback !== undefined && !isSendCallback(callback)) {
      throw new InvalidOptionsError('sendAsync', ['the callback must have the methods onSuccess and onException']);
    }
    this.start('ASYNC', topic, payload, options, [topic, payload, callback, options]).then(
      (outcome) => this.events.callBack(() => callback?.onSuccess(outcome as SendOutcome)),
      (thrown: unknown) => this.asyncFailed(topicName(topic), toError(thrown), callback),
    );
  }

  /**
   * Sends one message without waiting for any answer; resolves when the socket has it. It may still be lost.
   *
   * @throws {SendFailedError | SendTimeoutError} the frame could not be handed to a socket
   * @throws what `send` throws before anything is sent
   */
  async sendOneway<T = Payload>(
    topic: string | TopicDefinition<T>,
    payload: PayloadOf<T>,
    options?: ProducerSendOptions,
  ): Promise<void> {
    await this.start('ONEWAY', topic, payload, options, [topic, payload, options]);
  }

  /**
   * Sends messages as one batch, in one queue one behind the other, and waits until a broker has stored them (SYNC policy).
   * Above the brokers' size limit it goes in parts, one after another within the one time-out. Every payload is checked and
   * serialized before anything is sent; errors name one that is bad by its position, like `$[3].price` or `messages[3]`.
   *
   * @param payloads - facts of an `outbound()` are those of its message, and win over `options`
   * @param options - for all messages; of `queue`, `selector` and `shardingKey` there may be one
   * @returns one outcome for each payload, in order
   * @throws {InvalidMessageError} INVALID_MESSAGE - no payload, a message with a delivery time, or messages that differ in
   *   `shardingKey` or `waitStoreMsgOk`; nothing was sent
   * @throws {PayloadInvalidError} PAYLOAD_INVALID - nothing was sent
   * @throws {PayloadNotSerializableError} PAYLOAD_NOT_SERIALIZABLE - nothing was sent
   * @throws {SendForbiddenError} SEND_FORBIDDEN - a guard refused one of the messages; nothing was sent
   * @throws {BatchPartlySentError} BATCH_PARTLY_SENT - some parts are stored, a later one failed; tells which
   * @throws {SendTimeoutError | SendFailedError} as `send` does: no part is known to be stored
   */
  async sendBatch<T = Payload>(
    topic: string | TopicDefinition<T>,
    payloads: readonly PayloadOf<T>[],
    options?: ProducerBatchOptions,
  ): Promise<readonly SendOutcome[]> {
    if (!Array.isArray(payloads)) throw new InvalidMessageError('messages', 'the payloads of a batch must be a list');
    return this.dispatcher.submitBatch({
      // Not by map(): a hole in a list is a payload that is missing.
      drafts: Array.from(payloads as readonly unknown[], (payload) => draftOf(topic, payload, options)),
      requireStatus: undefined,
      host: hostOf('BATCH', [topic, payloads, options]),
    });
  }

  /**
   * Takes back a message with a timer that is not due yet; resolves with its id. No guard and no interceptor sees it.
   *
   * @param recallHandle - of the `SendResult`
   * @throws what `Producer.recall()` of the native client throws: BROKER_RESPONSE when it is too late, or not allowed
   */
  recall(topic: string, recallHandle: string, options?: RecallOptions): Promise<string> {
    return this.native.producer.recall(topic, recallHandle, options);
  }

  /** What client and module know about themselves and the servers, without asking anybody. */
  status(): ProducerStatus {
    const status = this.native.client.status();
    return {
      ...status,
      state: status.state === 'running' && this.activity.isDraining ? 'draining' : status.state,
      onewayFailures: this.events.onewayFailures,
      suppressedSends: this.activity.suppressedSends,
    };
  }

  /** The native client and producer, e.g. for a pull reader. What they send passes no guard and no interceptor. */
  unwrap(): NativeClient {
    return this.native;
  }

  private asyncFailed(topic: string, error: Error, callback: SendOutcomeCallback | undefined): void {
    if (callback === undefined) this.events.asyncSendFailed(topic, error, 'ProducerService.sendAsync');
    else this.events.callBack(() => callback.onException(error));
  }

  private start(
    mode: SendMode,
    topic: TopicReference,
    given: unknown,
    options: ProducerSendOptions | undefined,
    args: readonly unknown[],
  ): Promise<SendOutcome | undefined> {
    try {
      const draft = draftOf(topic, given, options);
      return this.dispatcher.submit({ mode, requireStatus: undefined, host: hostOf(mode, args), draft });
    } catch (error) {
      return Promise.reject(toError(error));
    }
  }
}

function draftOf(topic: TopicReference, given: unknown, options: object | undefined): SendDraft {
  const { payload, facts } = unwrapOutbound(given);
  const sources = [];
  if (facts !== undefined) sources.push({ facts, args: [] });
  if (options !== undefined) sources.push({ facts: options, args: [] });
  return { topic, payload, sources, isPayloadShared: false };
}

function hostOf(mode: PublishMode, args: readonly unknown[]): SendHost {
  const handler = ProducerService.prototype[METHOD_OF_MODE[mode]];
  return { type: ProducerService, handler, args, decorated: undefined };
}
