/**
 * Reads stored messages queue by queue, at offsets that the caller keeps. No group membership, no offsets on the broker.
 * Source: wire protocol sections 2.6 and 12.1, Java `DefaultMQPullConsumer`.
 */
import { InvalidOptionsError } from '../errors/input-errors.js';
import { BrokerNotFoundError, BrokerResponseError, RouteNotFoundError } from '../errors/server-errors.js';
import type { MessageExt } from '../message/message-ext.js';
import type { MessageQueue } from '../message/message-queue.js';
import { openStoredBodies } from '../message/stored-bodies.js';
import { decodeStoredMessages } from '../message/stored-message-codec.js';
import { decodeExtFields } from '../protocol/header-schema.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import { type RequestDefinition, type RequestHeader, REQUESTS, type ResponseHeader } from '../protocol/requests.js';
import { RESPONSE_CODE, responseCodeName } from '../protocol/response-code.js';
import type { Clock } from '../remoting/clock.js';
import type { RemotingClient } from '../remoting/remoting-client.js';
import type { BrokerAddressTable } from '../routing/broker-address-table.js';
import type { NameServerClient } from '../routing/name-server-client.js';
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
  readonly remoting: RemotingClient;
  readonly nameServers: NameServerClient;
  readonly brokers: BrokerAddressTable;
  readonly clock: Clock;
  readonly maxBodyBytes: number;
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
    this.#group = options.group ?? 'PULL_READER';
    this.#timeoutMs = options.timeoutMs ?? 3000;
    refuse('pull reader options', [rangeProblem('timeoutMs', this.#timeoutMs, 1, LARGEST)]);
  }

  /**
   * The readable queues of a topic, asked for anew each time.
   *
   * @throws {RouteNotFoundError} NO_ROUTE - the name servers do not know the topic (yet)
   * @throws {NameServerUnreachableError} NO_NAME_SERVER
   */
  async queues(topic: string): Promise<readonly MessageQueue[]> {
    const deadlineAt = this.#ports.clock.now() + this.#timeoutMs;
    const fetched = await this.#ports.nameServers.fetchRoute(topic, { deadlineAt });
    if (fetched === undefined) throw new RouteNotFoundError(topic, 'the name server does not know the topic');
    this.#ports.brokers.update(fetched.route);
    return subscribeQueues(topic, fetched.route);
  }

  /** Offset of the oldest message that is still there. */
  minOffset(queue: MessageQueue): Promise<number> {
    return this.#offset(REQUESTS.GET_MIN_OFFSET, queue);
  }

  /** Offset that the next message will get. */
  maxOffset(queue: MessageQueue): Promise<number> {
    return this.#offset(REQUESTS.GET_MAX_OFFSET, queue);
  }

  /**
   * Messages of a queue from `offset` on. Go on at `nextBeginOffset`, whatever the status is.
   *
   * @throws {InvalidOptionsError} INVALID_OPTIONS - an offset or option that no broker could take
   * @throws {BrokerResponseError} BROKER_RESPONSE - e.g. 17 for an unknown topic, 16 for one that may not be read
   */
  async pull(queue: MessageQueue, offset: number, options: PullOptions = {}): Promise<PullResult> {
    const { maxMessages = 32, suspendMs = 0, signal } = options;
    refuse('pull', [
      rangeProblem('the offset', offset, 0, Number.MAX_SAFE_INTEGER),
      rangeProblem('maxMessages', maxMessages, 1, LARGEST),
      rangeProblem('suspendMs', suspendMs, 0, LARGEST),
    ]);
    const header: RequestHeader<typeof REQUESTS.PULL_MESSAGE> = {
      consumerGroup: this.#group,
      topic: queue.topic,
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
    const { address, response } = await untilAborted(
      this.#ask(queue, REQUESTS.PULL_MESSAGE, header, timeoutMs),
      signal,
    );
    const status = STATUS_BY_CODE.get(response.code);
    if (status === undefined) throw rejection(address, response);
    return this.#result(status, response, address);
  }

  async #result(status: PullStatus, response: RemotingCommand, address: string): Promise<PullResult> {
    const { responseFields } = REQUESTS.PULL_MESSAGE;
    const header: ResponseHeader<typeof REQUESTS.PULL_MESSAGE> = decodeExtFields(
      responseFields,
      response.extFields,
      `the pull answer of ${address}`,
    );
    const { nextBeginOffset, minOffset, maxOffset } = header;
    const { maxBodyBytes } = this.#ports;
    const hasMessages = status === 'FOUND' && response.body !== undefined;
    const stored: MessageExt[] = hasMessages ? decodeStoredMessages(response.body, maxBodyBytes) : [];
    const messages = await openStoredBodies(stored, maxBodyBytes);
    return { status, nextBeginOffset, minOffset, maxOffset, messages };
  }

  async #offset(
    definition: typeof REQUESTS.GET_MIN_OFFSET,
    { topic, queueId, brokerName }: MessageQueue,
  ): Promise<number> {
    const queue = { topic, queueId, brokerName };
    const { address, response } = await this.#ask(queue, definition, queue, this.#timeoutMs);
    if (response.code !== RESPONSE_CODE.SUCCESS) throw rejection(address, response);
    const header: ResponseHeader<typeof REQUESTS.GET_MIN_OFFSET> = decodeExtFields(
      definition.responseFields,
      response.extFields,
      `the ${definition.name} answer of ${address}`,
    );
    return header.offset;
  }

  async #ask<D extends RequestDefinition>(
    queue: MessageQueue,
    definition: D,
    header: RequestHeader<D>,
    timeoutMs: number,
  ): Promise<{ address: string; response: RemotingCommand }> {
    const { remoting, brokers, clock } = this.#ports;
    if (brokers.master(queue.brokerName) === undefined) await this.queues(queue.topic);
    const address = brokers.master(queue.brokerName)?.address;
    if (address === undefined) throw new BrokerNotFoundError(queue.brokerName);
    const response = await remoting.invoke({ address, definition, header, deadlineAt: clock.now() + timeoutMs });
    return { address, response };
  }
}

/** The answer of a pull that nobody waits for any more is dropped when it comes. */
function untilAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function rejection(address: string, { code, remark }: RemotingCommand): BrokerResponseError {
  return new BrokerResponseError({ address, responseCode: code, responseName: responseCodeName(code), remark });
}

const LARGEST = 2_147_483_647;

function rangeProblem(name: string, value: number, least: number, largest: number): string | undefined {
  if (Number.isSafeInteger(value) && value >= least && value <= largest) return undefined;
  return `${name} is ${String(value)}, it must be an integer from ${least} to ${largest}`;
}

function refuse(subject: string, checks: readonly (string | undefined)[]): void {
  const problems = checks.filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new InvalidOptionsError(subject, problems);
}
