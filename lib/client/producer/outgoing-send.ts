/**
 * One logical send on its way: the header values of its next frame, and how far it has come.
 * It is its own waiter at every stage (route, connection, answer), so that the hot path makes no closures; what
 * follows is decided by the engine.
 */
import type { SendAttempt } from '../errors/send-errors.js';
import type { Message } from '../message/message.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { MessageType } from '../message/message-type.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { RequestHeader, REQUESTS } from '../protocol/requests.js';
import type { ConnectionWaiter } from '../remoting/address-link.js';
import type { Connection } from '../remoting/connection.js';
import type { ResponseWaiter } from '../remoting/pending-requests.js';
import type { OutgoingRequest } from '../remoting/request-writer.js';
import type { HandOver } from '../remoting/write-queue.js';
import type { TopicPublishInfo } from '../routing/topic-publish-info.js';
import type { TopicRoute } from '../routing/topic-route-table.js';
import type { RouteWaiter } from '../routing/route-lookup.js';
import { AddedProperties, type BatchContent } from './added-properties.js';
import { type QueuePin, queuesNamed } from './message-queue-selector.js';
import type { HookedAttempt } from './send-hook.js';
import type { SendMode } from './send-retry-policy.js';
import type { SendResult } from './send-result.js';

type SendHeader = RequestHeader<typeof REQUESTS.SEND_MESSAGE_V2>;

/** SEND_MESSAGE_V2 or SEND_BATCH_MESSAGE: their headers are the same. */
export type SendDefinition = typeof REQUESTS.SEND_MESSAGE_V2;

/** What happens next at each stage; the engine. */
export interface SendStages {
  routeFound(send: OutgoingSend, route: TopicRoute): void;
  connected(send: OutgoingSend, connection: Connection): void;
  answered(send: OutgoingSend, response: RemotingCommand): void;
  handedOver(send: OutgoingSend): void;
  attemptFailed(send: OutgoingSend, error: Error): void;
}

/** What a send is made from; everything that stays the same over its attempts. */
export interface SendFacts {
  readonly definition: SendDefinition;
  readonly mode: SendMode;
  readonly producerGroup: string;
  /** As the user gave it; for a batch what its messages have in common. */
  readonly message: Message;
  /** The messages of a batch. */
  readonly messages: readonly Message[] | undefined;
  /** The same as they are written. */
  readonly batchContent: BatchContent | undefined;
  /** As brokers know it. */
  readonly topic: string;
  readonly defaultTopic: string;
  readonly defaultTopicQueueNums: number;
  /** The property string without what hooks add. */
  readonly properties: string;
  readonly unitMode: boolean;
  readonly messageType: MessageType;
  readonly reconsumeTimes?: number | undefined;
  readonly maxReconsumeTimes?: number | undefined;
  readonly body: Uint8Array;
  readonly messageId: string;
  readonly timeoutMs: number;
  readonly startedAt: number;
  /** How the queue is chosen if not in turn; the choice stays for all attempts. */
  readonly pin: QueuePin | undefined;
  readonly stages: SendStages;
  readonly resolve: (result: SendResult | undefined) => void;
  readonly reject: (error: Error) => void;
}

export class OutgoingSend
  implements SendHeader, OutgoingRequest, ResponseWaiter, ConnectionWaiter, RouteWaiter<TopicRoute>, HandOver
{
  readonly producerGroup: string;
  readonly topic: string;
  readonly defaultTopic: string;
  readonly defaultTopicQueueNums: number;
  queueId = 0;
  sysFlag = 0;
  bornTimestamp = 0;
  readonly flag: number;
  properties: string;
  readonly reconsumeTimes: number;
  readonly unitMode: boolean;
  readonly maxReconsumeTimes: number | undefined;
  readonly batch: boolean;
  brokerName = '';

  readonly definition: SendDefinition;
  readonly message: Message;
  readonly messages: readonly Message[] | undefined;
  body: Uint8Array;
  /** Bytes of the body as the user gave it; what the limit on bytes in flight counts. */
  readonly permitBytes: number;

  readonly mode: SendMode;
  readonly messageType: MessageType;
  readonly messageId: string;
  readonly timeoutMs: number;
  /** By the client's clock. */
  readonly startedAt: number;
  readonly expiresAt: number;
  /** Start of the current attempt. */
  sentAt = 0;
  /** End of what the send waits for now: the attempt, or all of it. */
  deadlineAt = 0;
  attempt = 0;
  address: string | undefined;
  /** Brokers that could take the message in the current attempt. */
  brokerCount = 1;
  /** The body may still be compressed. */
  takesCompression: boolean;
  /** The current attempt, if hooks were told of it. */
  hookContext: HookedAttempt | undefined;
  /** The batch that it travels in: the attempts of that are its own. */
  carrier: OutgoingSend | undefined;
  failedAttempts: SendAttempt[] = [];
  /** An attempt is under way, not the wait for a route before it. */
  isAttempting = false;
  /** Diagnostics count the current attempt as begun and not ended. */
  isAttemptOpen = false;
  /** Broker of the previous attempt, which the next one avoids. */
  lastBroker: string | undefined;
  readonly pin: QueuePin | undefined;
  /** Stored, but not as durably as asked: what the send ends with if no later attempt does better. */
  storedResult: SendResult | undefined;
  /** Lets go of what waits for this send's end. */
  onEnd: (() => void) | undefined;
  isSettled = false;

  #pinnedQueue: MessageQueue | undefined;
  readonly #batchContent: BatchContent | undefined;
  #addedProperties: AddedProperties | undefined;
  readonly #stages: SendStages;
  readonly #resolve: (result: SendResult | undefined) => void;
  readonly #reject: (error: Error) => void;

  constructor(facts: SendFacts) {
    const { definition, message, messages, body } = facts;
    this.definition = definition;
    this.producerGroup = facts.producerGroup;
    this.topic = facts.topic;
    this.defaultTopic = facts.defaultTopic;
    this.defaultTopicQueueNums = facts.defaultTopicQueueNums;
    this.flag = message.flag ?? 0;
    this.properties = facts.properties;
    this.reconsumeTimes = facts.reconsumeTimes ?? 0;
    this.unitMode = facts.unitMode;
    this.maxReconsumeTimes = facts.maxReconsumeTimes;
    this.messageType = facts.messageType;
    this.batch = messages !== undefined;
    this.message = message;
    this.messages = messages;
    this.body = body;
    this.permitBytes = body.length;
    this.takesCompression = !this.batch;
    this.mode = facts.mode;
    this.messageId = facts.messageId;
    this.timeoutMs = facts.timeoutMs;
    this.startedAt = facts.startedAt;
    this.expiresAt = facts.startedAt + facts.timeoutMs;
    this.pin = facts.pin;
    this.#batchContent = facts.batchContent;
    this.#stages = facts.stages;
    this.#resolve = facts.resolve;
    this.#reject = facts.reject;
  }

  /** The header's values are the send itself. */
  get header(): SendHeader {
    return this;
  }

  /** The queue that the send is pinned to, chosen once for all its attempts. Throws what the selector threw. */
  pinnedQueue(info: TopicPublishInfo): MessageQueue | undefined {
    this.#pinnedQueue ??= this.pin?.(queuesNamed(this.message.topic, info.queues));
    return this.#pinnedQueue;
  }

  /** Begins the next attempt. */
  aim(queue: MessageQueue, info: TopicPublishInfo): void {
    this.attempt += 1;
    this.isAttempting = true;
    this.brokerCount = this.pin === undefined ? info.brokers.length : 1;
    this.queueId = queue.queueId;
    this.brokerName = queue.brokerName;
    this.address = undefined;
    this.bornTimestamp = Date.now();
  }

  /** Whether that attempt is still under way. */
  isAt(attempt: number): boolean {
    return this.attempt === attempt && this.isAttempting && !this.isSettled;
  }

  /**
   * Adds a user property to what is written from the next frame on; of a name that is there already the last value counts.
   *
   * @throws {InvalidMessageError} INVALID_MESSAGE - a property that no message could have; nothing is added
   */
  addProperty(name: string, value: string): void {
    this.#addedProperties ??= new AddedProperties(this.properties, this.#batchContent);
    const { properties, body } = this.#addedProperties.add(name, value);
    this.properties = properties;
    if (body !== undefined) this.body = body;
  }

  /** Ends the current attempt; the next one avoids its broker. */
  leaveBroker(): void {
    this.isAttempting = false;
    this.lastBroker = this.brokerName;
  }

  onFound(route: TopicRoute): void {
    this.#stages.routeFound(this, route);
  }

  onConnected(connection: Connection): void {
    this.#stages.connected(this, connection);
  }

  onResponse(response: RemotingCommand): void {
    this.#stages.answered(this, response);
  }

  onHandedOver(): void {
    this.#stages.handedOver(this);
  }

  onFailure(error: Error): void {
    this.#stages.attemptFailed(this, error);
  }

  /** Ends the send; the first of {@link succeed} and {@link fail} counts. */
  succeed(result: SendResult | undefined): boolean {
    if (this.isSettled) return false;
    this.isSettled = true;
    this.#resolve(result);
    return true;
  }

  fail(error: Error): boolean {
    if (this.isSettled) return false;
    this.isSettled = true;
    this.#reject(error);
    return true;
  }
}
