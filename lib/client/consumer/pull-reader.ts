/**
 * Reads stored messages queue by queue, at offsets that the caller keeps. No group membership, no offsets on the broker.
 * Source: wire protocol sections 2.6 and 12.1, Java `DefaultMQPullConsumer`.
 */
import { refuseProblems, wholeNumberProblem } from '../errors/option-problems.js';
import type { MessageExt } from '../message/message-ext.js';
import type { MessageQueue } from '../message/message-queue.js';
import { messageWithoutNamespace, queueInNamespace, wrapNamespace } from '../message/namespace.js';
import { openStoredBodies } from '../message/stored-bodies.js';
import { decodeStoredMessages } from '../message/stored-message-codec.js';
import { type RequestHeader, REQUESTS } from '../protocol/requests.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import type { Clock } from '../remoting/clock.js';
import { untilAborted } from '../remoting/until-aborted.js';
import { answerHeader, type BrokerAnswer, brokerResponseError } from '../routing/broker-answer.js';
import type { BrokerRequests } from '../routing/broker-requests.js';
import { subscribeQueues } from '../routing/topic-publish-info.js';
import { type PullResult, type PullStatus, pullSysFlag } from './pull-result.js';

export interface PullReaderOptions {
  /** Consumer group that the broker sees; default `PULL_READER`. Nothing is stored under it. */
  readonly group?: string | undefined;
  /** Time for one request besides the hold of a long poll, in milliseconds; default 3000. */
  readonly timeoutMs?: number | undefined;
}

export interface PullOptions {
  /** Most messages to get at once; default 32. */
  readonly maxMessages?: number | undefined;
  /** How long the broker may hold the request when there is nothing to read, in milliseconds; default 0: not at all. */
  readonly suspendMs?: number | undefined;
  /** Ends the wait: the pull rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface PullReaderPorts {
  readonly requests: BrokerRequests;
  readonly clock: Clock;
  readonly maxBodyBytes: number;
  readonly namespace: string | undefined;
}

/** A broker checks held requests every 5 s, so its answer may come that much later than asked for. */
const HOLD_OVERRUN_MS = 6000;

const STATUS_BY_CODE: ReadonlyMap<number, PullStatus> = new Map([
  [RESPONSE_CODE.SUCCESS, 'FOUND'],
  [RESPONSE_CODE.PULL_NOT_FOUND, 'NO_NEW_MSG'],
  [RESPONSE_CODE.PULL_RETRY_IMMEDIATELY, 'NO_MATCHED_MSG'],
  [RESPONSE_CODE.PULL_OFFSET_MOVED, 'OFFSET_ILLEGAL'],
]);

export class PullReader {
  readonly #ports: PullReaderPorts;
  readonly #group: string;
  readonly #timeoutMs: number;

  /** @internal Made by `RocketMQClient.createPullReader()`. */
  constructor(options: PullReaderOptions, ports: PullReaderPorts) {
    this.#ports = ports;
    this.#group = wrapNamespace(ports.namespace, options.group ?? 'PULL_READER');
    this.#timeoutMs = options.timeoutMs ?? 3000;
    refuseProblems('pull reader options', [wholeNumberProblem('timeoutMs', this.#timeoutMs, 1)]);
  }

  /**
   * The readable queues of a topic, asked for anew each time.
   *
   * @throws {RouteNotFoundError} NO_ROUTE - the name servers do not know the topic (yet)
   * @throws {NameServerUnreachableError} NO_NAME_SERVER
   */
  async queues(topic: string): Promise<readonly MessageQueue[]> {
    const route = await this.#ports.requests.route(
      wrapNamespace(this.#ports.namespace, topic),
      this.#deadlineIn(this.#timeoutMs),
    );
    return subscribeQueues(topic, route);
  }

  /** Offset of the oldest message that is still there. */
  minOffset(queue: MessageQueue): Promise<number> {
    return this.#ports.requests.minOffset(
      queueInNamespace(this.#ports.namespace, queue),
      this.#deadlineIn(this.#timeoutMs),
    );
  }

  /** Offset that the next message will get. */
  maxOffset(queue: MessageQueue): Promise<number> {
    return this.#ports.requests.maxOffset(
      queueInNamespace(this.#ports.namespace, queue),
      this.#deadlineIn(this.#timeoutMs),
    );
  }

  /**
   * Messages of a queue from `offset` on. Go on at `nextBeginOffset`, whatever the status is.
   *
   * @throws {InvalidOptionsError} INVALID_OPTIONS - an offset or option that no broker could take
   * @throws {BrokerResponseError} BROKER_RESPONSE - e.g. 17 for an unknown topic, 16 for one that may not be read
   */
  async pull(queue: MessageQueue, offset: number, options: PullOptions = {}): Promise<PullResult> {
    const { maxMessages = 32, suspendMs = 0, signal } = options;
    refuseProblems('pull', [
      wholeNumberProblem('the offset', offset, 0, Number.MAX_SAFE_INTEGER),
      wholeNumberProblem('maxMessages', maxMessages, 1),
      wholeNumberProblem('suspendMs', suspendMs, 0),
    ]);
    const queueAtBrokers = queueInNamespace(this.#ports.namespace, queue);
    const header: RequestHeader<typeof REQUESTS.PULL_MESSAGE> = {
      consumerGroup: this.#group,
      topic: queueAtBrokers.topic,
      queueId: queue.queueId,
      queueOffset: offset,
      maxMsgNums: maxMessages,
      sysFlag: pullSysFlag({ isSuspended: suspendMs > 0 }),
      commitOffset: 0,
      suspendTimeoutMillis: suspendMs,
      subscription: '*',
      subVersion: 0,
      expressionType: 'TAG',
      brokerName: queue.brokerName,
    };
    const timeoutMs = this.#timeoutMs + (suspendMs > 0 ? suspendMs + HOLD_OVERRUN_MS : 0);
    const asked = this.#ports.requests.ask({
      queue: queueAtBrokers,
      definition: REQUESTS.PULL_MESSAGE,
      header,
      deadlineAt: this.#deadlineIn(timeoutMs),
    });
    return this.#result(await untilAborted(asked, signal));
  }

  async #result(answer: BrokerAnswer): Promise<PullResult> {
    const { code, body } = answer.response;
    const status = STATUS_BY_CODE.get(code);
    if (status === undefined) throw brokerResponseError(answer);
    const { nextBeginOffset, minOffset, maxOffset } = answerHeader(REQUESTS.PULL_MESSAGE, answer);
    const { maxBodyBytes, namespace } = this.#ports;
    const stored: MessageExt[] =
      status === 'FOUND' && body !== undefined ? decodeStoredMessages(body, maxBodyBytes) : [];
    const opened = await openStoredBodies(stored, maxBodyBytes);
    const messages = opened.map((message) => messageWithoutNamespace(namespace, message));
    return { status, nextBeginOffset, minOffset, maxOffset, messages };
  }

  #deadlineIn(timeoutMs: number): number {
    return this.#ports.clock.now() + timeoutMs;
  }
}
