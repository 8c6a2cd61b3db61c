/**
 * What the Nest layer sends and what comes back.
 */
import type { DeliveryTime, SendOptions, SendResult } from '../../client/index.js';

/**
 * The facts of one message besides topic and payload.
 *
 * @publicApi
 */
export interface MessageFacts {
  /** One tag, by which consumers filter. */
  readonly tags?: string | undefined;
  /** Index keys, by which messages can be queried; no blanks within a key. */
  readonly keys?: string | readonly string[] | undefined;
  /** User properties; neither names nor values may be blank. */
  readonly properties?: Readonly<Record<string, string>> | undefined;
  /** User flag, signed 32 bit; default 0. */
  readonly flag?: number | undefined;
  /** Buyer's id, for consumers that look for it. */
  readonly buyerId?: string | undefined;
  /** Whether the broker answers only after its flush and replication rules are met; default true. */
  readonly waitStoreMsgOk?: boolean | undefined;
  /**
   * Messages with the same key go to the same queue as long as the topic's queues stay the same; gives up failover to
   * other brokers.
   */
  readonly shardingKey?: string | undefined;
}

/**
 * Options of one imperative send. Of `delayLevel`, `deliverAfterMs` and `deliverAt` there may be one, and so of `queue`,
 * `selector` and `shardingKey`.
 *
 * @publicApi
 */
export type ProducerSendOptions = MessageFacts & SendOptions & DeliveryTime;

/**
 * Options of one imperative batch, for all its messages. Of `queue`, `selector` and `shardingKey` there may be one; a batch
 * cannot be delivered later.
 *
 * @publicApi
 */
export type ProducerBatchOptions = MessageFacts & Omit<SendOptions, 'messageId'>;

/**
 * What can be sent: bytes and text as they are, everything else through the serializer.
 *
 * @publicApi
 */
export type Payload = string | number | boolean | object;

/**
 * One message on its way out, as guards and interceptors see it. The body is made before they run: changing the payload
 * then changes nothing.
 *
 * @publicApi
 */
export type MessageToSend = ComposedMessage & DeliveryTime;

interface ComposedMessage {
  readonly topic: string;
  /** What the method returned or the caller passed. */
  readonly payload: unknown;
  /** The payload after the topic's schema and the serializer. */
  readonly body: Uint8Array;
  readonly tags: string | undefined;
  readonly keys: string | readonly string[] | undefined;
  readonly flag: number | undefined;
  readonly waitStoreMsgOk: boolean | undefined;
  readonly buyerId: string | undefined;
  /** This send's own copy: interceptors may add to it before `next.handle()`. */
  readonly properties: Record<string, string>;
}

/**
 * No stored message is known: an interceptor ended the send without sending, or swallowed its failure.
 *
 * @publicApi
 */
export interface SuppressedSend {
  readonly sendStatus: 'SUPPRESSED';
  readonly topic: string;
  readonly msgId?: undefined;
}

/**
 * What a send resolves to; without interceptors always a `SendResult`. Tell the two apart by `sendStatus`.
 *
 * @publicApi
 */
export type SendOutcome = SendResult | SuppressedSend;

/**
 * Takes what became of one `sendAsync`; every `SendCallback` is one. Exactly one of the two methods is called, once.
 *
 * @publicApi
 */
export interface SendOutcomeCallback {
  onSuccess(outcome: SendOutcome): void;
  onException(error: Error): void;
}
