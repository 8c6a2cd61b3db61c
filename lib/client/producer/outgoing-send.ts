/**
 * One logical send on its way: the header values of its next frame, and how far it has come. It is its own waiter at every
 * stage (route, connection, answer), so that the hot path makes no closures; what follows is decided by the engine.
 */
import type { Message } from '../message/message.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { OutgoingProperties } from '../message/outgoing-properties.js';
import type { MessageType } from '../message/message-type.js';
import { uniqueId } from '../message/unique-id.js';
import type { ByteWriter } from '../protocol/byte-writer.js';
import type { SendAnswer } from '../protocol/frame-decoder.js';
import { type FrameTemplate, writeText } from '../protocol/frame-encoder.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { SendValues } from '../protocol/send-frame-template.js';
import type { ConnectionWaiter } from '../remoting/address-link.js';
import type { Connection } from '../remoting/connection.js';
import type { ResponseWaiter } from '../remoting/response-waiter.js';
import type { OutgoingRequest } from '../remoting/request-writer.js';
import type { HandOver } from '../remoting/write-queue.js';
import type { QueueTurn, TopicPublishInfo } from '../routing/topic-publish-info.js';
import type { TopicRoute } from '../routing/topic-route-table.js';
import type { RouteWaiter } from '../routing/route-lookup.js';
import type { BatchPart } from './batch-part.js';
import { NO_EXTRAS, SendExtras } from './send-extras.js';
import type { ListenerOf, OriginOf, SendDefinition, SendFacts, StagesOf } from './send-facts.js';
import { sendDefinition, sendHeader, type SendHeader } from './send-header.js';
import type { SendMode } from './send-retry-policy.js';
import { BATCH_ID_SEPARATOR, DEFAULT_REGION, type SendResult } from './send-result.js';
import type { SendTarget } from './send-target.js';

export type SendStages = StagesOf<OutgoingSend>;
export type SendOrigin = OriginOf<OutgoingSend>;
export type SendListener = ListenerOf<OutgoingSend>;

/** Before the first attempt. */
const NO_QUEUE: MessageQueue = Object.freeze({ topic: '', brokerName: '', queueId: 0 });

export class OutgoingSend
  implements OutgoingRequest, SendValues, ResponseWaiter, ConnectionWaiter, RouteWaiter<TopicRoute>, HandOver
{
  readonly origin: SendOrigin;
  /** As brokers know it. */
  readonly topic: string;
  readonly message: Message;
  readonly batchPart: BatchPart | undefined;
  body: Uint8Array;
  /** Bytes of the body as the user gave it; what the limit on bytes in flight counts. */
  readonly permitBytes: number;
  holdsPermit = false;
  /** Its place among the sends under way, -1 for none. */
  place = -1;

  readonly mode: SendMode;
  readonly messageType: MessageType;
  /** The message's id in two parts, as {@link uniqueId} takes them; not of a batch. */
  readonly idStart: string;
  readonly idLastByte: number;
  readonly timeoutMs: number;
  bornTimestamp: number;
  /** By the client's clock. */
  readonly startedAt: number;
  /** Of the current attempt. */
  sentAt: number;
  /** End of what the send waits for now: the attempt, or all of it. */
  deadlineAt = 0;
  attempt = 0;
  /** Of the current attempt, as the broker that holds it knows it. */
  queue = NO_QUEUE;
  /** The queue's. */
  queueId = 0;
  /** What is known of the way to its broker, and how plain sends to that are written. */
  target: SendTarget | undefined;
  address: string | undefined;
  /** Brokers that could take the message in the current attempt. */
  brokerCount = 1;
  /** The batch that it travels in: the attempts of that are its own. */
  carrier: OutgoingSend | undefined;
  /** Not while a route is waited for. */
  isAttempting = false;
  /** Diagnostics count the current attempt as begun and not ended. */
  isAttemptOpen = false;
  /** Lets go of what waits for this send's end. */
  onEnd: (() => void) | undefined;
  isSettled = false;
  /** To be changed as {@link ownExtras} only. */
  extras: Readonly<SendExtras>;
  #properties: string | OutgoingProperties;
  readonly #resolve: SendFacts['resolve'];
  readonly #reject: SendFacts['reject'];

  constructor(origin: SendOrigin, facts: SendFacts) {
    const { body } = facts;
    this.origin = origin;
    this.topic = facts.topic;
    this.message = facts.message;
    this.batchPart = facts.batchPart;
    this.body = body;
    this.permitBytes = body.length;
    this.mode = facts.mode;
    this.messageType = facts.messageType;
    this.idStart = facts.idStart;
    this.idLastByte = facts.idLastByte;
    this.timeoutMs = facts.timeoutMs;
    this.bornTimestamp = facts.bornTimestamp;
    this.startedAt = facts.startedAt;
    this.sentAt = facts.startedAt;
    this.extras = facts.extras;
    this.#properties = facts.properties;
    this.#resolve = facts.resolve;
    this.#reject = facts.reject;
  }

  get ownExtras(): SendExtras {
    if (this.extras === NO_EXTRAS) this.extras = new SendExtras();
    return this.extras;
  }

  /** UNIQ_KEY, of a batch those of all its messages. */
  get messageId(): string {
    return this.batchPart?.messageIds.join(BATCH_ID_SEPARATOR) ?? uniqueId(this.idStart, this.idLastByte);
  }

  get batch(): boolean {
    return this.batchPart !== undefined;
  }

  get definition(): SendDefinition {
    return sendDefinition(this.batch);
  }

  get header(): SendHeader {
    return sendHeader(this);
  }

  get template(): FrameTemplate | undefined {
    const { target } = this;
    return target === undefined || !this.batch ? target?.template : target.batchTemplate;
  }

  get isPlain(): boolean {
    return this.extras === NO_EXTRAS || this.extras.hasPlainHeader;
  }

  get brokerName(): string {
    return this.queue.brokerName;
  }

  get properties(): string {
    const text = this.#properties;
    return typeof text === 'string' ? text : text.ofPlain(this.message, this.idStart, this.idLastByte);
  }

  /** From the next frame on. */
  set properties(text: string) {
    this.#properties = text;
  }

  /** What {@link writeProperties} writes, in bytes. */
  get propertyBytes(): number {
    const text = this.#properties;
    return typeof text === 'string'
      ? Buffer.byteLength(text)
      : text.plainBytes(this.message, this.idStart, this.idLastByte);
  }

  writeProperties(writer: ByteWriter): void {
    const text = this.#properties;
    if (typeof text !== 'string') text.writePlain(writer, this.message, this.idStart, this.idLastByte);
    else writeText(writer, text);
  }

  get expiresAt(): number {
    return this.startedAt + this.timeoutMs;
  }

  /** What the answer means that says where its message is stored. */
  storedAs({ msgId, queueId, queueOffset, transactionId, shape }: SendAnswer): SendResult {
    const { MSG_REGION: regionId, TRACE_ON: traceOn } = shape.extFields;
    const { topic } = this.message;
    const { batch } = this;
    const isAsAimed = this.queueId === queueId && this.topic === topic;
    // Of a batch only hooks see this result: its messages get their own.
    const isSeen = !batch || this.extras.hookContext !== undefined;
    return {
      sendStatus: 'SEND_OK',
      msgId: isSeen ? this.messageId : '',
      offsetMsgId: msgId,
      messageQueue: isAsAimed ? this.queue : { topic, brokerName: this.brokerName, queueId },
      queueOffset,
      transactionId,
      regionId: regionId === undefined || regionId === '' ? DEFAULT_REGION : regionId,
      traceOn: traceOn !== 'false',
      recallHandle: undefined,
    };
  }

  /** Begins the next attempt. */
  aim({ queue, queueId }: QueueTurn, info: TopicPublishInfo, target: SendTarget): void {
    this.attempt += 1;
    if (this.attempt > 1) this.bornTimestamp = Date.now();
    this.queue = queue;
    this.queueId = queueId;
    this.target = target;
    this.isAttemptOpen = true;
    this.isAttempting = true;
    this.brokerCount = this.extras.pin === undefined ? info.brokerCount : 1;
    this.address = target.address;
  }

  onFound(route: TopicRoute): void {
    this.origin.stages.routeFound(this, route);
  }

  onConnected(connection: Connection): void {
    this.origin.stages.connected(this, connection);
  }

  onResponse(response: RemotingCommand, receivedAt: number): void {
    this.origin.stages.answered(this, response, receivedAt);
  }

  onHandedOver(): void {
    this.origin.stages.handedOver(this);
  }

  onFailure(error: Error): void {
    this.origin.stages.attemptFailed(this, error);
  }

  /** Ends the send; the first of {@link succeed} and {@link fail} counts. */
  succeed(result: SendResult | undefined): boolean {
    if (this.isSettled) return false;
    this.isSettled = true;
    this.#resolve(result);
    return true;
  }

  fail(reason: Error): boolean {
    if (this.isSettled) return false;
    this.isSettled = true;
    if (this.#reject === undefined) this.#resolve(Promise.reject(reason));
    else this.#reject(reason);
    return true;
  }
}
