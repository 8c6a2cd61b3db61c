/**
 * Routes: whether the topics have queues that can be written to, and as many as they had.
 */
import type { HealthSignal } from './health-signal.js';
import { decisiveTopics, judgedRoutes, listed } from './judged-routes.js';

export const ROUTE_SIGNAL: HealthSignal = {
  signal: 'route',

  down(status, criteria) {
    const topics = decisiveTopics(status, criteria, ({ writableQueues }) => writableQueues === 0);
    return topics.length === 0 ? undefined : `no writable queue for ${listed(topics)}`;
  },

  degraded(status, criteria) {
    const fewer = judgedRoutes(status, criteria).filter(
      ({ writableQueues, mostWritableQueues }) => writableQueues === 0 || writableQueues < mostWritableQueues,
    );
    const lines = fewer.map(
      ({ topic, writableQueues, mostWritableQueues }) =>
        `${topic} has ${writableQueues} of ${mostWritableQueues} writable queues`,
    );
    return lines.length === 0 ? undefined : listed(lines);
  },
};
