/**
 * The admin calls that a producer has: topics, offsets, and messages by id and by key.
 * Source: client behaviour F.8, Java `MQAdmin` and `MQAdminImpl`. Checks what is passed in and keeps the one deadline.
 */
import { refuseProblems, wholeNumberProblem } from '../errors/option-problems.js';
import type { MessageExt } from '../message/message-ext.js';
import { KEY_SEPARATOR } from '../message/message-properties.js';
import type { MessageQueue } from '../message/message-queue.js';
import { checkNewTopic } from '../message/name-validation.js';
import { messageWithoutNamespace, queueInNamespace, wrapNamespace } from '../message/namespace.js';
import { parseOffsetMessageId } from '../message/offset-message-id.js';
import { REQUESTS } from '../protocol/requests.js';
import { untilAborted } from '../remoting/until-aborted.js';
import { queueHeader } from '../routing/broker-requests.js';
import { type AdminOptions, type AdminPorts, type CallTime, queueProblems, textProblem } from './admin-options.js';
import { createTopicHeader, type CreateTopicOptions, createTopicProblems } from './create-topic-options.js';
import { MessageQuery, type QueryHeader, type QueryResult } from './message-query.js';
import { type CreateTopicResult, TopicCreation } from './topic-creation.js';

export interface QueryMessageOptions extends Omit<AdminOptions, 'timeoutMs'> {
  /** Whole time of the call, in milliseconds, of which a broker gets three quarters; default 24000, as in Java. */
  readonly timeoutMs?: number | undefined;
  /** Most messages from each broker, the newest ones; default 32. Brokers give 64 at most. */
  readonly maxNum?: number | undefined;
  /** Stored at that time or later, in milliseconds since 1970; default 0. Brokers look by the second. */
  readonly beginMs?: number | undefined;
  /** Stored at that time or before, in milliseconds since 1970; default everything. */
  readonly endMs?: number | undefined;
}

const TIMEOUT_MS = 6000;
const QUERY_TIMEOUT_MS = 24_000;
/** Of a call's time: Java gives a broker 18 s of the 24 s. */
const BROKER_SHARE = 3 / 4;
/** How far back a message is looked for by its UNIQ_KEY, in milliseconds. */
const UNIQUE_KEY_AGE_MS = 3 * 24 * 3600 * 1000;
const DEFAULT_MAX_NUM = 32;
/** Java `Long.MAX_VALUE`. */
const END_OF_TIME = '9223372036854775807';

export class MQAdmin {
  readonly #ports: AdminPorts;
  readonly #topics: TopicCreation;
  readonly #messages: MessageQuery;

  /** @internal Made by `RocketMQClient`. */
  constructor(ports: AdminPorts) {
    this.#ports = ports;
    this.#topics = new TopicCreation(ports);
    this.#messages = new MessageQuery(ports);
  }

  /**
   * Makes a topic on every broker with a master, or changes it there, and waits until this client's route shows it, so
   * that a send right after it uses the new queues. Each broker is tried up to 5 times. Resolves when at least one broker
   * has it: see `failures` for the others.
   *
   * @throws {InvalidMessageError} INVALID_MESSAGE - a name that no topic of a user may have
   * @throws {InvalidOptionsError} INVALID_OPTIONS
   * @throws {RouteNotFoundError} NO_ROUTE - the name server does not know `options.key`
   * @throws {TopicNotCreatedError} TOPIC_NOT_CREATED - no broker created it; lists each with its failure
   */
  async createTopic(topic: string, options: CreateTopicOptions = {}): Promise<CreateTopicResult> {
    checkNewTopic(topic);
    const header = createTopicHeader(this.#wrap(topic), options, this.#ports.defaultTopicQueueNums);
    checkNewTopic(header.topic);
    const { signal } = options;
    return this.#run('createTopic', options, createTopicProblems(header, options), async (time) => {
      return { ...(await this.#topics.run(header, { ...time, signal })), topic };
    });
  }

  /**
   * Offset of the first message stored at a time or later; the end of the queue if there is none. Brokers of 4.9 give the
   * nearest message instead, and the last one for a time after it.
   *
   * @param timestampMs - milliseconds since 1970
   * @throws {BrokerNotFoundError} BROKER_NOT_FOUND - the broker of the queue has no master
   * @throws {BrokerResponseError} BROKER_RESPONSE
   */
  async searchOffset(ofQueue: MessageQueue, timestampMs: number, options: AdminOptions = {}): Promise<number> {
    const problem = wholeNumberProblem('timestampMs', timestampMs, 0, Number.MAX_SAFE_INTEGER);
    return this.#run('searchOffset', options, [...queueProblems(ofQueue), problem], async ({ deadlineAt }) => {
      const queue = this.#atBrokers(ofQueue);
      const definition = REQUESTS.SEARCH_OFFSET_BY_TIMESTAMP;
      const header = { ...queueHeader(queue), timestamp: timestampMs };
      return (await this.#ports.requests.askHeader({ queue, definition, header, deadlineAt })).offset;
    });
  }

  /** Offset that the next message of a queue will get. Throws as {@link searchOffset}. */
  async maxOffset(queue: MessageQueue, options: AdminOptions = {}): Promise<number> {
    return this.#run('maxOffset', options, queueProblems(queue), ({ deadlineAt }) =>
      this.#ports.requests.maxOffset(this.#atBrokers(queue), deadlineAt),
    );
  }

  /** Offset of the oldest message of a queue that is still there. Throws as {@link searchOffset}. */
  async minOffset(queue: MessageQueue, options: AdminOptions = {}): Promise<number> {
    return this.#run('minOffset', options, queueProblems(queue), ({ deadlineAt }) =>
      this.#ports.requests.minOffset(this.#atBrokers(queue), deadlineAt),
    );
  }

  /**
   * When the oldest message of a queue was stored, in milliseconds since 1970; -1 if there is none. Throws as
   * {@link searchOffset}.
   */
  async earliestMsgStoreTime(ofQueue: MessageQueue, options: AdminOptions = {}): Promise<number> {
    return this.#run('earliestMsgStoreTime', options, queueProblems(ofQueue), async ({ deadlineAt }) => {
      const queue = this.#atBrokers(ofQueue);
      const request = {
        queue,
        definition: REQUESTS.GET_EARLIEST_MSG_STORETIME,
        header: queueHeader(queue),
        deadlineAt,
      };
      return (await this.#ports.requests.askHeader(request)).timestamp;
    });
  }

  /**
   * The message with that id, `undefined` if no broker of the topic has it. An `offsetMsgId` is asked of the broker that it
   * names; where that fails in any way, and for a `msgId`, all brokers look for a message of the last 3 days with it.
   * Brokers index a message a moment after they stored it.
   *
   * @throws {RouteNotFoundError} NO_ROUTE - responseCode 17
   * @throws {MessageNotFoundError} NO_MESSAGE - none has it, but not all brokers could be asked
   */
  async viewMessage(topic: string, msgId: string, options: AdminOptions = {}): Promise<MessageExt | undefined> {
    const problems = [textProblem('topic', topic), textProblem('msgId', msgId)];
    return this.#run('viewMessage', options, problems, async ({ deadlineAt }) => {
      const topicAtBrokers = this.#wrap(topic);
      const found =
        (await this.#byOffsetId(topicAtBrokers, msgId, deadlineAt)) ??
        (await this.#byUniqueKey(topicAtBrokers, msgId, deadlineAt));
      return found === undefined ? undefined : messageWithoutNamespace(this.#ports.namespace, found);
    });
  }

  /**
   * The messages of a topic that have a key, from all its brokers at once. Brokers that fail are in the result.
   *
   * @throws {MessageNotFoundError} NO_MESSAGE - no broker that answered has one; responseCode 208
   * @throws {RouteNotFoundError} NO_ROUTE - responseCode 17
   */
  async queryMessage(topic: string, key: string, options: QueryMessageOptions = {}): Promise<QueryResult> {
    const { timeoutMs = QUERY_TIMEOUT_MS, maxNum = DEFAULT_MAX_NUM, beginMs = 0, endMs } = options;
    const problems = [
      textProblem('topic', topic),
      keyProblem(key),
      wholeNumberProblem('maxNum', maxNum, 1),
      wholeNumberProblem('beginMs', beginMs, 0, Number.MAX_SAFE_INTEGER),
      endMs === undefined ? undefined : wholeNumberProblem('endMs', endMs, beginMs, Number.MAX_SAFE_INTEGER),
    ];
    return this.#run('queryMessage', { ...options, timeoutMs }, problems, async (time) => {
      const endTimestamp = endMs === undefined ? END_OF_TIME : String(endMs);
      const range = { maxNum, beginTimestamp: beginMs, endTimestamp };
      const header: QueryHeader = { topic: this.#wrap(topic), key, ...range, isUniqueKey: false, indexType: 'K' };
      const { messages, ...result } = await this.#messages.byKey(header, time);
      const { namespace } = this.#ports;
      return { ...result, messages: messages.map((message) => messageWithoutNamespace(namespace, message)) };
    });
  }

  #wrap(topic: string): string {
    return wrapNamespace(this.#ports.namespace, topic);
  }

  #atBrokers(queue: MessageQueue): MessageQueue {
    return queueInNamespace(this.#ports.namespace, queue);
  }

  /** Half of the time left, so that a broker that is gone leaves some for the others. */
  async #byOffsetId(topic: string, msgId: string, deadlineAt: number): Promise<MessageExt | undefined> {
    const id = parseOffsetMessageId(msgId);
    if (id === undefined) return undefined;
    const halfAt = (this.#ports.clock.now() + deadlineAt) / 2;
    const found = await this.#messages.byOffsetId(topic, id, halfAt).catch(() => undefined);
    return found?.offsetMsgId === msgId.toUpperCase() ? found : undefined;
  }

  #byUniqueKey(topic: string, msgId: string, deadlineAt: number): Promise<MessageExt | undefined> {
    const beginTimestamp = Math.max(this.#ports.wallClock() - UNIQUE_KEY_AGE_MS, 0);
    const range = { maxNum: DEFAULT_MAX_NUM, beginTimestamp, endTimestamp: END_OF_TIME };
    const header: QueryHeader = { topic, key: msgId, ...range, isUniqueKey: true, indexType: 'U' };
    return this.#messages.byUniqueKey(header, { deadlineAt, brokerDeadlineAt: deadlineAt });
  }

  #run<T>(
    call: string,
    { timeoutMs = TIMEOUT_MS, signal }: AdminOptions,
    problems: readonly (string | undefined)[],
    work: (time: CallTime) => Promise<T>,
  ): Promise<T> {
    this.#ports.refuseWhenClosed();
    refuseProblems(call, [wholeNumberProblem('timeoutMs', timeoutMs, 1), ...problems]);
    signal?.throwIfAborted();
    const now = this.#ports.clock.now();
    return untilAborted(
      work({ deadlineAt: now + timeoutMs, brokerDeadlineAt: now + timeoutMs * BROKER_SHARE }),
      signal,
    );
  }
}

function keyProblem(key: unknown): string | undefined {
  const problem = textProblem('key', key);
  if (problem !== undefined || !(key as string).includes(KEY_SEPARATOR)) return problem;
  return `key is ${JSON.stringify(key)}, it must be one key: a message's keys have a blank between them`;
}
