/**
 * What sends are made from, and whom they tell how far they have come.
 */
import type { RocketMQError } from '../errors/rocketmq-error.js';
import type { Message } from '../message/message.js';
import type { OutgoingProperties } from '../message/outgoing-properties.js';
import type { MessageType } from '../message/message-type.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { REQUESTS } from '../protocol/requests.js';
import type { Connection } from '../remoting/connection.js';
import type { TopicRoute } from '../routing/topic-route-table.js';
import type { BatchPart } from './batch-part.js';
import type { SendExtras } from './send-extras.js';
import type { SendMode } from './send-retry-policy.js';
import type { SendResult } from './send-result.js';

/** SEND_MESSAGE_V2 or SEND_BATCH_MESSAGE: their headers are the same. */
export type SendDefinition = typeof REQUESTS.SEND_MESSAGE_V2;

/** What a send is made from; everything that stays the same over its attempts. */
export interface SendFacts {
  readonly mode: SendMode;
  /** As the user gave it; for a batch what its messages have in common. */
  readonly message: Message;
  /** Of a batch. */
  readonly batchPart: BatchPart | undefined;
  /** As brokers know it. */
  readonly topic: string;
  /** The property string without what hooks add; of a plain message, who makes it when somebody asks. */
  readonly properties: string | OutgoingProperties;
  readonly messageType: MessageType;
  readonly body: Uint8Array;
  /** The message's id in two parts, as `uniqueId()` takes them; of a batch they say nothing. */
  readonly idStart: string;
  readonly idLastByte: number;
  readonly timeoutMs: number;
  readonly startedAt: number;
  /** The same time, in milliseconds since 1970. */
  readonly bornTimestamp: number;
  readonly extras: Readonly<SendExtras>;
  /** Takes a promise that has failed, too, where there is no `reject`. */
  resolve(this: void, result: SendResult | undefined | Promise<undefined>): void;
  /** Undefined for a user's send: what waits by the thousands should hold one function less. */
  readonly reject: ((error: Error) => void) | undefined;
}

/** What happens next at each stage; the engine. */
export interface StagesOf<S> {
  routeFound(send: S, route: TopicRoute): void;
  connected(send: S, connection: Connection): void;
  /** @param now - by the client's clock */
  answered(send: S, response: RemotingCommand, now: number): void;
  handedOver(send: S): void;
  attemptFailed(send: S, error: Error): void;
}

/** Hears how a send ended, once it has. */
export type ListenerOf<S> = (
  send: S,
  result: SendResult | undefined,
  error: RocketMQError | undefined,
  /** By the client's clock. */
  now: number,
) => void;

/** What all sends of one producer have in common. */
export interface OriginOf<S> {
  /** As brokers know it. */
  readonly producerGroup: string;
  readonly defaultTopic: string;
  readonly defaultTopicQueueNums: number;
  readonly unitMode: boolean;
  readonly stages: StagesOf<S>;
}
