/**
 * Requests about one queue, to the master of its broker: the route is asked for once when the broker is not known.
 * Source: client behaviour F.8, Java `MQAdminImpl`. One deadline covers the route and the request; no retries.
 */
import { BrokerNotFoundError, RouteNotFoundError } from '../errors/server-errors.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { HeaderSchema, HeaderValues } from '../protocol/header-schema.js';
import { type RequestDefinition, type RequestHeader, REQUESTS } from '../protocol/requests.js';
import type { TopicRouteData } from '../protocol/topic-route-data.js';
import type { RemotingClient } from '../remoting/remoting-client.js';
import { type BrokerAnswer, answerHeader, refuseFailure } from './broker-answer.js';
import type { BrokerAddressTable } from './broker-address-table.js';
import type { NameServerClient } from './name-server-client.js';

export interface BrokerRequestPorts {
  readonly remoting: RemotingClient;
  readonly nameServers: NameServerClient;
  readonly brokers: BrokerAddressTable;
}

/** A request about a queue. */
export interface QueueRequest<D extends RequestDefinition> {
  readonly queue: MessageQueue;
  readonly definition: D;
  readonly header: RequestHeader<D>;
  /** By the client's clock. */
  readonly deadlineAt: number;
}

export class BrokerRequests {
  readonly #ports: BrokerRequestPorts;

  constructor(ports: BrokerRequestPorts) {
    this.#ports = ports;
  }

  /**
   * The route of a topic, asked for anew; `undefined` if the name server does not know the topic.
   *
   * @throws {NameServerUnreachableError} NO_NAME_SERVER
   */
  async findRoute(topic: string, deadlineAt: number): Promise<TopicRouteData | undefined> {
    const { nameServers, brokers } = this.#ports;
    const fetched = await nameServers.fetchRoute(topic, { deadlineAt });
    if (fetched !== undefined) brokers.update(fetched.route);
    return fetched?.route;
  }

  /**
   * As {@link findRoute}, for those who need one.
   *
   * @throws {RouteNotFoundError} NO_ROUTE - the name server does not know the topic
   */
  async route(topic: string, deadlineAt: number): Promise<TopicRouteData> {
    const route = await this.findRoute(topic, deadlineAt);
    if (route === undefined) throw new RouteNotFoundError(topic, 'the name server does not know the topic');
    return route;
  }

  /**
   * The answer of the master of the queue's broker, whatever its code is.
   *
   * @throws {BrokerNotFoundError} BROKER_NOT_FOUND - the broker has no master, in a fresh route of the topic either
   */
  async ask<D extends RequestDefinition>({ queue, ...request }: QueueRequest<D>): Promise<BrokerAnswer> {
    const { remoting, brokers } = this.#ports;
    if (brokers.master(queue.brokerName) === undefined) await this.route(queue.topic, request.deadlineAt);
    const address = brokers.master(queue.brokerName)?.address;
    if (address === undefined) throw new BrokerNotFoundError(queue.brokerName);
    return { address, response: await remoting.invoke({ address, ...request }) };
  }

  /**
   * The header of the answer.
   *
   * @throws {BrokerResponseError} BROKER_RESPONSE - the broker answered with an error code
   */
  async askHeader<Q extends HeaderSchema, R extends HeaderSchema>(
    request: QueueRequest<RequestDefinition<Q, R>>,
  ): Promise<HeaderValues<R>> {
    const answer = await this.ask(request);
    refuseFailure(answer);
    return answerHeader(request.definition, answer);
  }

  /** Offset of the oldest message of a queue that is still there. */
  async minOffset(queue: MessageQueue, deadlineAt: number): Promise<number> {
    const request = { queue, definition: REQUESTS.GET_MIN_OFFSET, header: queueHeader(queue), deadlineAt };
    return (await this.askHeader(request)).offset;
  }

  /** Offset that the next message of a queue will get. */
  async maxOffset(queue: MessageQueue, deadlineAt: number): Promise<number> {
    const request = { queue, definition: REQUESTS.GET_MAX_OFFSET, header: queueHeader(queue), deadlineAt };
    return (await this.askHeader(request)).offset;
  }
}

/** A queue as headers name it. */
export function queueHeader({ topic, queueId, brokerName }: MessageQueue): MessageQueue {
  return { topic, queueId, brokerName };
}
