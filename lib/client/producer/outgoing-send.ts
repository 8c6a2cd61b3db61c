/**
 * One logical send on its way: the header values of its next frame, and how far it has come. It is its own waiter at every
 * stage (route, connection, answer), so that the hot path makes no closures; what follows is decided by the engine.
 */
import type { SendAttempt } from '../errors/send-errors.js';
import type { Message } from '../message/message.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { OutgoingProperties } from '../message/outgoing-properties.js';
import type { MessageType } from '../message/message-type.js';
import type { ByteWriter } from '../protocol/byte-writer.js';
import type { SendAnswer } from '../protocol/frame-decoder.js';
import { type FrameTemplate, writeText } from '../protocol/frame-encoder.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { RequestHeader, REQUESTS } from '../protocol/requests.js';
import type { ConnectionWaiter } from '../remoting/address-link.js';
import type { Connection } from '../remoting/connection.js';
import type { ResponseWaiter } from '../remoting/response-waiter.js';
import type { OutgoingRequest } from '../remoting/request-writer.js';
import type { HandOver } from '../remoting/write-queue.js';
import type { TopicPublishInfo } from '../routing/topic-publish-info.js';
import type { TopicRoute } from '../routing/topic-route-table.js';
import type { RouteWaiter } from '../routing/route-lookup.js';
import type { AddedProperties, WrittenParts } from './added-properties.js';
import type { BatchPart } from './batch-part.js';
import type { QueuePin } from './message-queue-selector.js';
import type { HookedAttempt } from './send-hook.js';
import type { SendMode } from './send-retry-policy.js';
import type { ListenerOf, OriginOf, SendDefinition, SendFacts, StagesOf } from './send-facts.js';
import { DEFAULT_REGION, type SendResult } from './send-result.js';
import type { SendTarget } from './send-target.js';

type SendHeader = RequestHeader<typeof REQUESTS.SEND_MESSAGE_V2>;

export type SendStages = StagesOf<OutgoingSend>;
export type SendOrigin = OriginOf<OutgoingSend>;
export type SendListener = ListenerOf<OutgoingSend>;

const NO_ATTEMPTS: readonly SendAttempt[] = Object.freeze([]);

export class OutgoingSend
  implements SendHeader, OutgoingRequest, ResponseWaiter, ConnectionWaiter, RouteWaiter<TopicRoute>, HandOver
{
  readonly producerGroup: string;
  readonly topic: string;
  readonly defaultTopic: string;
  readonly defaultTopicQueueNums: number;
  queueId = 0;
  sysFlag = 0;
  bornTimestamp: number;
  readonly flag: number;
  readonly reconsumeTimes: number;
  readonly unitMode: boolean;
  readonly maxReconsumeTimes: number | undefined;
  readonly batch: boolean;
  brokerName = '';
  /** The header's values are the send itself. */
  readonly header: SendHeader = this;
  readonly definition: SendDefinition;
  readonly message: Message;
  readonly batchPart: BatchPart | undefined;
  added: AddedProperties | undefined;
  body: Uint8Array;
  /** Bytes of the body as the user gave it; what the limit on bytes in flight counts. */
  readonly permitBytes: number;
  holdsPermit = false;
  /** Its place among the sends under way, -1 for none. */
  place = -1;

  readonly mode: SendMode;
  readonly messageType: MessageType;
  readonly messageId: string;
  readonly timeoutMs: number;
  /** By the client's clock. */
  readonly startedAt: number;
  /** Of the current attempt. */
  sentAt: number;
  /** End of what the send waits for now: the attempt, or all of it. */
  deadlineAt = 0;
  attempt = 0;
  /** What is known of the way to the queue of the current attempt, and how plain sends to it are written. */
  target: SendTarget | undefined;
  template: FrameTemplate | undefined;
  address: string | undefined;
  /** Brokers that could take the message in the current attempt. */
  brokerCount = 1;
  isInPreparation = false;
  /** The current attempt, if hooks were told of it. */
  hookContext: HookedAttempt | undefined;
  /** The batch that it travels in: the attempts of that are its own. */
  carrier: OutgoingSend | undefined;
  /** Not while a route is waited for. */
  isAttempting = false;
  /** Diagnostics count the current attempt as begun and not ended. */
  isAttemptOpen = false;
  /** Broker of the previous attempt, which the next one avoids. */
  lastBroker: string | undefined;
  readonly pin: QueuePin | undefined;
  /** The queue that it is pinned to, once that was chosen. */
  pinnedTo: MessageQueue | undefined;
  /** Stored, but not as durably as asked: what the send ends with if no later attempt does better. */
  storedResult: SendResult | undefined;
  /** Lets go of what waits for this send's end. */
  onEnd: (() => void) | undefined;
  isSettled = false;
  readonly #stages: SendStages;
  #properties: string | OutgoingProperties;
  #failedAttempts = NO_ATTEMPTS;
  readonly #resolve: (result: SendResult | undefined) => void;
  readonly #reject: (error: Error) => void;

  constructor(origin: SendOrigin, facts: SendFacts) {
    const { body, message, system, batchPart } = facts;
    this.producerGroup = origin.producerGroup;
    this.topic = facts.topic;
    this.defaultTopic = origin.defaultTopic;
    this.defaultTopicQueueNums = origin.defaultTopicQueueNums;
    this.bornTimestamp = facts.bornTimestamp;
    this.flag = message.flag ?? 0;
    this.#properties = facts.properties;
    this.reconsumeTimes = system.reconsumeTimes ?? 0;
    this.unitMode = origin.unitMode;
    this.maxReconsumeTimes = system.maxReconsumeTimes;
    this.batch = batchPart !== undefined;
    this.definition = facts.definition;
    this.message = message;
    this.batchPart = batchPart;
    this.body = body;
    this.permitBytes = body.length;
    this.mode = facts.mode;
    this.messageType = facts.messageType;
    this.messageId = facts.messageId;
    this.timeoutMs = facts.timeoutMs;
    this.startedAt = facts.startedAt;
    this.sentAt = facts.startedAt;
    this.pin = facts.pin;
    this.#stages = origin.stages;
    this.#resolve = facts.resolve;
    this.#reject = facts.reject;
  }

  get properties(): string {
    const text = this.#properties;
    return typeof text === 'string' ? text : text.ofPlain(this.message, this.messageId);
  }

  /** What {@link writeProperties} writes, in bytes. */
  get propertyBytes(): number {
    const text = this.#properties;
    return typeof text === 'string' ? Buffer.byteLength(text) : text.plainBytes(this.message, this.messageId);
  }

  writeProperties(writer: ByteWriter): void {
    const text = this.#properties;
    if (typeof text !== 'string') text.writePlain(writer, this.message, this.messageId);
    else writeText(writer, text);
  }

  get expiresAt(): number {
    return this.startedAt + this.timeoutMs;
  }

  get failedAttempts(): readonly SendAttempt[] {
    return this.carrier?.failedAttempts ?? this.#failedAttempts;
  }

  noteFailed(attempt: SendAttempt): void {
    this.#failedAttempts = [...this.#failedAttempts, attempt];
  }

  /** What the answer means that says where its message is stored. */
  storedAs({ msgId, queueId, queueOffset, transactionId, shape }: SendAnswer): SendResult {
    const { MSG_REGION: regionId, TRACE_ON: traceOn } = shape.extFields;
    const { topic } = this.message;
    const queue = this.target?.queue;
    const isAsAimed = queue?.queueId === queueId && queue.topic === topic;
    return {
      sendStatus: 'SEND_OK',
      msgId: this.messageId,
      offsetMsgId: msgId,
      messageQueue: isAsAimed ? queue : { topic, brokerName: this.brokerName, queueId },
      queueOffset,
      transactionId,
      regionId: regionId === undefined || regionId === '' ? DEFAULT_REGION : regionId,
      traceOn: traceOn !== 'false',
      recallHandle: undefined,
    };
  }

  /** Begins the next attempt. */
  aim(queue: MessageQueue, info: TopicPublishInfo, target: SendTarget | undefined): void {
    this.attempt += 1;
    if (this.attempt > 1) this.bornTimestamp = Date.now();
    this.target = target;
    this.template = target === undefined || this.batch ? undefined : target.template;
    this.isAttemptOpen = true;
    this.isAttempting = true;
    this.brokerCount = this.pin === undefined ? info.brokers.length : 1;
    this.queueId = queue.queueId;
    this.brokerName = queue.brokerName;
    this.address = undefined;
  }

  /** What is written from the next frame on. */
  rewrite({ properties, body }: WrittenParts): void {
    this.#properties = properties;
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

  onResponse(response: RemotingCommand, receivedAt: number): void {
    this.#stages.answered(this, response, receivedAt);
  }

  onHandedOver(): void {
    this.#stages.handedOver(this);
  }

  onFailure(error: Error): void {
    this.#stages.attemptFailed(this, error);
  }

  /** Ends the send; the first of {@link succeed} and {@link fail} counts. */
  succeed(result: SendResult | undefined): boolean {
    const isFirst = !this.isSettled;
    this.isSettled = true;
    if (isFirst) this.#resolve(result);
    return isFirst;
  }

  fail(error: Error): boolean {
    const isFirst = !this.isSettled;
    this.isSettled = true;
    if (isFirst) this.#reject(error);
    return isFirst;
  }
}
