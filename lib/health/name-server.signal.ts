/**
 * Name servers: without any of them and without a route nothing can be sent; with routes in the cache sends go on.
 */
import type { ProducerStatus } from '../nest/index.js';
import type { HealthCriteria, HealthSignal } from './health-signal.js';
import { judgedRoutes, listed } from './judged-routes.js';

/** So many refreshes may pass without an answer. */
const POLLS = 2;

export const NAME_SERVER_SIGNAL: HealthSignal = {
  signal: 'nameServer',

  down(status, criteria) {
    const { nameServers, pollNameServerIntervalMs } = status;
    if (!lacksRoute(status, criteria)) return undefined;
    if (criteria.hasProbeFailed) return 'no name server answers, and no route is known';
    const leastMs = Math.min(...nameServers.servers.map(({ sinceAnswerMs }) => sinceAnswerMs ?? Infinity));
    if (nameServers.state !== 'unreachable' || leastMs <= POLLS * pollNameServerIntervalMs) return undefined;
    return 'no name server could be reached, and no route is known';
  },

  degraded(status, criteria) {
    const { servers } = status.nameServers;
    const unreachable = servers.filter(({ state }) => state === 'unreachable').length;
    const stale = judgedRoutes(status, criteria).filter(({ state }) => state === 'stale');
    const reasons = [
      unreachable > 0 ? `${unreachable} of ${servers.length} name servers cannot be reached` : undefined,
      stale.length > 0 ? `the last good route is in use for ${listed(stale.map(({ topic }) => topic))}` : undefined,
    ];
    return reasons.filter((reason) => reason !== undefined).join('; ') || undefined;
  },
};

/** Of the topics that the check names each must have one. */
function lacksRoute({ topics, routes }: ProducerStatus, criteria: HealthCriteria): boolean {
  if (criteria.topics.length === 0) return topics === 0;
  const known = new Set(routes.filter(({ state }) => state !== 'missing').map(({ topic }) => topic));
  return criteria.topics.some((topic) => !known.has(topic));
}
