/**
 * The queues a topic can be sent to, and whose turn it is. Source: client behaviour B.3 and B.4, Java `TopicPublishInfo`.
 */
import type { MessageQueue } from '../message/message-queue.js';
import { MASTER_BROKER_ID } from '../protocol/protocol-limits.js';
import { MOST_QUEUES } from '../protocol/route-values.js';
import { PERMISSION, type TopicRouteData } from '../protocol/topic-route-data.js';
import { type QueueEndPoints, queueEndPoints, staticQueues } from './static-topic.js';

/** Why a known topic cannot be sent to. */
export const NO_WRITABLE_QUEUE = 'its route has no writable queue on a broker with a master';

const INDEX_MASK = 0x7fff_ffff;

/** Says of a broker, by name, whether one of its queues may be chosen. */
export type BrokerFilter = (brokerName: string) => boolean;

/**
 * A queue in the round robin, as the broker that holds it knows it. It has at hand what a send needs: in a client of
 * thousands of topics, each object more that has to be read costs a send as much as ten that are near.
 */
export class QueueTurn {
  readonly queue: MessageQueue;
  readonly brokerName: string;
  readonly queueId: number;
  next: QueueTurn = this;

  constructor(queue: MessageQueue) {
    this.queue = queue;
    this.brokerName = queue.brokerName;
    this.queueId = queue.queueId;
  }
}

export class TopicPublishInfo {
  readonly queues: readonly MessageQueue[];
  /** Names of the brokers that really hold them, each once. */
  readonly brokers: readonly string[];
  readonly brokerCount: number;
  readonly #turns: readonly QueueTurn[];
  readonly #endPoints: QueueEndPoints | undefined;
  #next: QueueTurn | undefined;

  /**
   * @param start - where the round robin begins; Java starts at random so that producers spread
   * @param endPoints - of a static topic: which broker holds which queue
   */
  constructor(queues: readonly MessageQueue[], start: number, endPoints?: QueueEndPoints) {
    // Selectors get this very list, and results these very queues; one that changes them must not change them for the others.
    this.queues = Object.freeze(queues.map((queue) => Object.freeze({ ...queue })));
    this.#endPoints = endPoints;
    this.#turns = this.queues.map((queue) => this.turnOf(queue));
    for (const [index, turn] of this.#turns.entries()) turn.next = this.#turnAt(index + 1) as QueueTurn;
    this.brokers = [...new Set(this.#turns.map(({ brokerName }) => brokerName))];
    this.brokerCount = this.brokers.length;
    this.#next = this.#turnAt(start);
  }

  /**
   * The next queue in turn, on another broker than `lastBroker` if there is one.
   * `undefined` only if there is no queue at all.
   */
  select(lastBroker: string | undefined): QueueTurn | undefined {
    const elsewhere = lastBroker === undefined ? undefined : this.selectWhere(anyBroker, lastBroker);
    return elsewhere ?? this.#step();
  }

  /** The next queue in turn on a broker that is not `lastBroker` and that the filter accepts, `undefined` if none is. */
  selectWhere(accepts: BrokerFilter, lastBroker: string | undefined): QueueTurn | undefined {
    for (let step = 0; step < this.#turns.length; step++) {
      const turn = this.#step() as QueueTurn;
      if (turn.brokerName !== lastBroker && accepts(turn.brokerName)) return turn;
    }
    return undefined;
  }

  /** Lets the round robin go on from somewhere else. */
  resetIndex(start: number): void {
    this.#next = this.#turnAt(start);
  }

  /** A queue out of turn; those of a static topic get their broker's name instead of the mock name. */
  turnOf(queue: MessageQueue): QueueTurn {
    const brokerName = this.#endPoints?.get(queue.brokerName)?.[queue.queueId];
    return new QueueTurn(brokerName === undefined ? queue : Object.freeze({ ...queue, brokerName }));
  }

  #turnAt(index: number): QueueTurn | undefined {
    return this.#turns[(index & INDEX_MASK) % this.#turns.length];
  }

  #step(): QueueTurn | undefined {
    const turn = this.#next;
    this.#next = turn?.next;
    return turn;
  }
}

/**
 * What producers make of a route.
 *
 * @param nameOf - the one text of each broker's name: a send would have to compare that of each topic, letter by letter
 */
export function publishInfo(
  topic: string,
  route: TopicRouteData,
  start: number,
  nameOf = (brokerName: string): string => brokerName,
): TopicPublishInfo {
  const queues = publishQueues(topic, route).map(({ brokerName, queueId }) => {
    return { topic, brokerName: nameOf(brokerName), queueId };
  });
  return new TopicPublishInfo(queues, start, queueEndPoints(route.topicQueueMappingByBroker));
}

const anyBroker: BrokerFilter = () => true;

/**
 * All queues that a producer may write to: by `orderTopicConf` if there is one, else the logical queues of a static topic,
 * else writable queues of masters.
 */
export function publishQueues(topic: string, route: TopicRouteData): MessageQueue[] {
  const { orderTopicConf } = route;
  if (orderTopicConf !== undefined && orderTopicConf !== '') return orderedQueues(topic, orderTopicConf);
  const endPoints = queueEndPoints(route.topicQueueMappingByBroker);
  // Java takes an empty order for a topic that is not static.
  if (orderTopicConf === undefined && endPoints !== undefined) return staticQueues(topic, endPoints);
  const masters = new Set(
    route.brokerDatas
      .filter(({ brokerAddrs }) => brokerAddrs.has(MASTER_BROKER_ID))
      .map(({ brokerName }) => brokerName),
  );
  return sortedByBroker(route)
    .filter(({ brokerName, perm }) => (perm & PERMISSION.WRITE) !== 0 && masters.has(brokerName))
    .flatMap(({ brokerName, writeQueueNums }) => queuesOf(topic, brokerName, writeQueueNums));
}

/** All queues that a consumer may read from; those of a static topic as their brokers number them. */
export function subscribeQueues(topic: string, route: TopicRouteData): MessageQueue[] {
  return sortedByBroker(route)
    .filter(({ perm }) => (perm & PERMISSION.READ) !== 0)
    .flatMap(({ brokerName, readQueueNums }) => queuesOf(topic, brokerName, readQueueNums));
}

/** Java's string order: by UTF-16 unit, not by locale. */
function sortedByBroker({ queueDatas }: TopicRouteData): TopicRouteData['queueDatas'] {
  return queueDatas.toSorted((a, b) => (a.brokerName < b.brokerName ? -1 : Number(a.brokerName > b.brokerName)));
}

/** `brokerA:4;brokerB:2`; parts that are nothing of the kind are passed over. */
function orderedQueues(topic: string, configuration: string): MessageQueue[] {
  return configuration.split(';').flatMap((part) => {
    const colon = part.lastIndexOf(':');
    const count = Number(part.slice(colon + 1));
    const isUsable = colon > 0 && Number.isInteger(count) && count > 0 && count <= MOST_QUEUES;
    return isUsable ? queuesOf(topic, part.slice(0, colon), count) : [];
  });
}

function queuesOf(topic: string, brokerName: string, count: number): MessageQueue[] {
  return Array.from({ length: count }, (_, queueId) => ({ topic, brokerName, queueId }));
}
