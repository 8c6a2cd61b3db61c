/**
 * Static topics (5.x): their queues have numbers of their own and stand under a mock broker name; which real broker holds
 * one may change without the numbers changing. Source: client behaviour B.3, wire protocol section 5.5, Java
 * `ClientMetadata.topicRouteData2EndpointsForStaticTopic`.
 */
import type { MessageQueue } from '../message/message-queue.js';
import type { TopicQueueMapping, TopicQueueMappings } from '../protocol/topic-queue-mapping.js';

const MOCK_BROKER_PREFIX = '__syslo__';
const GLOBAL_SCOPE = '__global__';

/** Stands for the broker of a logical queue that no broker has: there is none of that name. */
export const NO_BROKER_NAME = '__syslo__none__';

/** Mock broker name -> by logical queue id, the name of the broker that holds the queue. */
export type QueueEndPoints = ReadonlyMap<string, readonly string[]>;

export function mockBrokerName(scope: string): string {
  return MOCK_BROKER_PREFIX + (scope === GLOBAL_SCOPE ? scope.slice(2) : scope);
}

/** `undefined` for a topic that is not static. */
export function queueEndPoints(mappings: TopicQueueMappings | undefined): QueueEndPoints | undefined {
  if (mappings === undefined || mappings.size === 0) return undefined;
  const byScope = new Map<string, TopicQueueMapping[]>();
  for (const mapping of mappings.values()) {
    // As in Java, a mapping that names no scope counts for nothing.
    if (mapping.scope !== undefined) byScope.set(mapping.scope, [...(byScope.get(mapping.scope) ?? []), mapping]);
  }
  return new Map(Array.from(byScope, ([scope, claims]) => [mockBrokerName(scope), holders(claims)]));
}

/** The queues to choose from: by number, whatever their scope. */
export function staticQueues(topic: string, endPoints: QueueEndPoints): MessageQueue[] {
  return [...endPoints]
    .flatMap(([brokerName, brokers]) => Array.from(brokers, (_, queueId) => ({ topic, brokerName, queueId })))
    .toSorted((a, b) => a.queueId - b.queueId);
}

/** Where several brokers claim a queue, the latest claim is right: the others have not heard of the remapping yet. */
function holders(claims: readonly TopicQueueMapping[]): string[] {
  const queueCount = Math.max(...claims.map(({ totalQueues }) => totalQueues));
  const brokers = Array.from({ length: queueCount }, () => NO_BROKER_NAME);
  for (const { brokerName, queueIds } of claims.toSorted((a, b) => a.epoch - b.epoch)) {
    for (const queueId of queueIds.keys()) if (queueId >= 0 && queueId < queueCount) brokers[queueId] = brokerName;
  }
  return brokers;
}
