/**
 * What is known of a topic's route without asking anybody.
 */
import type { RouteTroubles } from './route-troubles.js';
import type { TopicPublishInfo } from './topic-publish-info.js';

/**
 * `current`: as a name server last told it; `stale`: no name server told it when it was last asked for, the last good one
 * is in use; `missing`: the name servers know neither the topic nor a template for it.
 */
export type TopicRouteState = 'current' | 'stale' | 'missing';

export interface TopicRouteStatus {
  readonly topic: string;
  readonly state: TopicRouteState;
  /** Queues that can be sent to. */
  readonly writableQueues: number;
  /** The most that its route ever had. */
  readonly mostWritableQueues: number;
  /** Names of the brokers that hold the writable queues. */
  readonly brokers: readonly string[];
}

/** A route as far as it matters here. */
export interface KnownRoute {
  readonly publishInfo: TopicPublishInfo;
  readonly mostQueues: number;
}

export function topicRouteStatuses(
  routes: ReadonlyMap<string, KnownRoute>,
  troubles: RouteTroubles,
): TopicRouteStatus[] {
  const known = Array.from(routes, ([topic, { publishInfo, mostQueues }]): TopicRouteStatus => ({
    topic,
    state: troubles.isStale(topic) ? 'stale' : 'current',
    writableQueues: publishInfo.queues.length,
    mostWritableQueues: mostQueues,
    brokers: publishInfo.brokers,
  }));
  const missing = troubles.missing.map((topic): TopicRouteStatus => {
    return { topic, state: 'missing', writableQueues: 0, mostWritableQueues: 0, brokers: [] };
  });
  return [...known, ...missing];
}
