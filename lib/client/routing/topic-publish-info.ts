/**
 * The queues a topic can be sent to, and whose turn it is. Source: client behaviour B.3 and B.4, Java `TopicPublishInfo`.
 */
import type { MessageQueue } from '../message/message-queue.js';
import { MASTER_BROKER_ID } from '../protocol/protocol-limits.js';
import { MOST_QUEUES, PERMISSION, type TopicRouteData } from '../protocol/topic-route-data.js';

const INDEX_MASK = 0x7fff_ffff;

export class TopicPublishInfo {
  readonly queues: readonly MessageQueue[];
  readonly brokerCount: number;
  #next: number;

  /** @param start - where the round robin begins; Java starts at random so that producers spread */
  constructor(queues: readonly MessageQueue[], start: number) {
    this.queues = queues;
    this.brokerCount = new Set(queues.map(({ brokerName }) => brokerName)).size;
    this.#next = start & INDEX_MASK;
  }

  /**
   * The next queue in turn, on another broker than `lastBroker` if there is one.
   * `undefined` only if there is no queue at all.
   */
  select(lastBroker: string | undefined): MessageQueue | undefined {
    const { length } = this.queues;
    if (lastBroker !== undefined && this.brokerCount > 1) {
      for (let step = 0; step < length; step++) {
        const queue = this.#take(length);
        if (queue?.brokerName !== lastBroker) return queue;
      }
    }
    return this.#take(length);
  }

  #take(length: number): MessageQueue | undefined {
    const index = this.#next % length;
    this.#next = (this.#next + 1) & INDEX_MASK;
    return this.queues[index];
  }
}

/** All queues that a producer may write to: by `orderTopicConf` if there is one, else writable queues of masters. */
export function publishQueues(topic: string, route: TopicRouteData): MessageQueue[] {
  if (route.orderTopicConf !== undefined && route.orderTopicConf !== '')
    return orderedQueues(topic, route.orderTopicConf);
  const masters = new Set(
    route.brokerDatas
      .filter(({ brokerAddrs }) => brokerAddrs.has(MASTER_BROKER_ID))
      .map(({ brokerName }) => brokerName),
  );
  return sortedByBroker(route)
    .filter(({ brokerName, perm }) => (perm & PERMISSION.WRITE) !== 0 && masters.has(brokerName))
    .flatMap(({ brokerName, writeQueueNums }) => queuesOf(topic, brokerName, writeQueueNums));
}

/** All queues that a consumer may read from. */
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
