/**
 * Makes a topic on every broker that has a master, and waits until this client's route shows it.
 * Source: client behaviour F.8, Java `MQAdminImpl.createTopic`; all brokers at once and the wait are ours.
 */
import { type BrokerFailure, TopicNotCreatedError } from '../errors/admin-errors.js';
import { BrokerResponseError, RouteNotFoundError } from '../errors/server-errors.js';
import { REQUESTS } from '../protocol/requests.js';
import { responseCodeRemedy } from '../protocol/response-code.js';
import type { TopicRouteData } from '../protocol/topic-route-data.js';
import { refuseFailure } from '../routing/broker-answer.js';
import type { BrokerAddress } from '../routing/broker-address-table.js';
import type { TopicRoute } from '../routing/topic-route-table.js';
import type { AdminPorts, CallTime } from './admin-options.js';
import type { CreateTopicHeader } from './create-topic-options.js';

export interface CreateTopicResult {
  readonly topic: string;
  /** Names of the brokers that have the topic now. */
  readonly created: readonly string[];
  /** Brokers that do not: the others work without them. */
  readonly failures: readonly BrokerFailure[];
  /**
   * Whether the name server lists the topic on all of them, so that the next send uses exactly these queues. `false` if it
   * did not within the time of the call; sends then start on the old route.
   */
  readonly isRouted: boolean;
}

/** How long, and whether anybody still waits. */
export interface CreationWait extends CallTime {
  readonly signal: AbortSignal | undefined;
}

const MOST_TRIES = 5;
/** Pause between two looks at the route, in milliseconds. */
const ROUTE_GAP_MS = 50;

export class TopicCreation {
  readonly #ports: AdminPorts;

  constructor(ports: AdminPorts) {
    this.#ports = ports;
  }

  /**
   * @throws {RouteNotFoundError} NO_ROUTE - the name server does not know the key
   * @throws {TopicNotCreatedError} TOPIC_NOT_CREATED
   */
  async run(header: CreateTopicHeader, wait: CreationWait): Promise<CreateTopicResult> {
    const { topic, defaultTopic: key } = header;
    const masters = await this.#mastersOf(key, wait.deadlineAt);
    const outcomes = await Promise.all(masters.map((master) => this.#createOn(master, header, wait)));
    const failures = outcomes.filter((outcome) => outcome !== undefined);
    const created = masters.filter((_, index) => outcomes[index] === undefined).map(({ brokerName }) => brokerName);
    if (created.length === 0) throw new TopicNotCreatedError(topic, key, failures);
    const isRouted = await this.#untilRouted(created, header, wait);
    return { topic, created, failures, isRouted };
  }

  async #mastersOf(key: string, deadlineAt: number): Promise<readonly BrokerAddress[]> {
    const { requests, brokers } = this.#ports;
    const route = await requests.findRoute(key, deadlineAt);
    if (route === undefined) {
      throw new RouteNotFoundError(key, 'it is the key whose brokers get the new topic, and no name server knows it');
    }
    return route.brokerDatas.flatMap(({ brokerName }) => brokers.master(brokerName) ?? []);
  }

  /** `undefined` if the broker has the topic now. */
  async #createOn(
    { brokerName, address }: BrokerAddress,
    header: CreateTopicHeader,
    { brokerDeadlineAt: deadlineAt, signal }: CreationWait,
  ): Promise<BrokerFailure | undefined> {
    const { remoting, clock } = this.#ports;
    const definition = REQUESTS.UPDATE_AND_CREATE_TOPIC;
    for (let tried = 1; ; tried++) {
      try {
        refuseFailure({ address, response: await remoting.invoke({ address, definition, header, deadlineAt }) });
        return undefined;
      } catch (error) {
        const isLast = tried === MOST_TRIES || isFinal(error) || clock.now() >= deadlineAt || signal?.aborted === true;
        if (isLast) return { brokerName, address, error: error as Error };
      }
    }
  }

  /** A broker answers before or while it registers the topic, and an open look-up may be older than the topic. */
  async #untilRouted(
    created: readonly string[],
    header: CreateTopicHeader,
    { deadlineAt, signal }: CreationWait,
  ): Promise<boolean> {
    const { routes, clock } = this.#ports;
    for (;;) {
      try {
        if (shows(await routes.find(header.topic, deadlineAt), created, header)) return true;
      } catch (error) {
        if (!(error instanceof RouteNotFoundError)) return false;
      }
      if (clock.now() + ROUTE_GAP_MS >= deadlineAt || signal?.aborted === true) return false;
      await new Promise<void>((resolve) => clock.setTimer(resolve, ROUTE_GAP_MS));
    }
  }
}

/** An answer that the same request would get again. */
function isFinal(error: unknown): boolean {
  return error instanceof BrokerResponseError && responseCodeRemedy(error.responseCode ?? -1) === 'none';
}

function shows({ route, isFromTemplate }: TopicRoute, created: readonly string[], header: CreateTopicHeader): boolean {
  return !isFromTemplate && created.every((brokerName) => hasQueues(route, brokerName, header));
}

function hasQueues({ queueDatas }: TopicRouteData, brokerName: string, header: CreateTopicHeader): boolean {
  return queueDatas.some(
    (queues) =>
      queues.brokerName === brokerName &&
      queues.readQueueNums === header.readQueueNums &&
      queues.writeQueueNums === header.writeQueueNums &&
      queues.perm === header.perm,
  );
}
