/**
 * Which of the known routes a check is about, and when what is wrong with some of them means that the app cannot publish.
 */
import type { TopicRouteStatus } from '../client/index.js';
import type { ProducerStatus } from '../nest/index.js';
import type { HealthCriteria } from './health-signal.js';

/**
 * Routes of the topics that the check names, else of all that were found. A topic that was never sent to has none, and says
 * nothing: a lazy app that has not begun is well.
 */
export function judgedRoutes(status: ProducerStatus, { topics }: HealthCriteria): readonly TopicRouteStatus[] {
  if (topics.length === 0) return status.routes.filter(({ state }) => state !== 'missing');
  return status.routes.filter(({ topic }) => topics.includes(topic));
}

/**
 * The topics that are such that the app cannot publish: any of those that the check names; without such only if all are.
 */
export function decisiveTopics(
  status: ProducerStatus,
  criteria: HealthCriteria,
  isBad: (route: TopicRouteStatus) => boolean,
): readonly string[] {
  const routes = judgedRoutes(status, criteria);
  const bad = routes.filter(isBad).map(({ topic }) => topic);
  return criteria.topics.length > 0 || bad.length === routes.length ? bad : [];
}

/** So many names are listed; the others are counted. */
const MOST_NAMES = 5;

/** `a, b and 3 more` */
export function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}
