/**
 * Connections to masters: failed, or open and silent. One that was not needed yet says nothing.
 */
import type { BrokerStatus } from '../client/index.js';
import type { ProducerStatus } from '../nest/index.js';
import type { HealthSignal } from './health-signal.js';
import { decisiveTopics, judgedRoutes, listed } from './judged-routes.js';

export const BROKER_CHANNEL_SIGNAL: HealthSignal = {
  signal: 'brokerChannel',

  down(status, criteria) {
    const isReachable = reachability(status);
    const topics = decisiveTopics(status, criteria, ({ brokers }) => brokers.length > 0 && !brokers.some(isReachable));
    return topics.length === 0 ? undefined : `no writable master of ${listed(topics)} can be reached`;
  },

  degraded(status, criteria) {
    const isReachable = reachability(status);
    const names = new Set(judgedRoutes(status, criteria).flatMap(({ brokers }) => brokers));
    const unreachable = [...names].filter((name) => !isReachable(name));
    return unreachable.length === 0 ? undefined : `no connection to ${listed(unreachable)}`;
  },
};

/** Says of a broker name whether its master may be sent to; false if it has none. */
function reachability({ brokers }: ProducerStatus): (brokerName: string) => boolean {
  const reachable = new Set(brokers.filter(isUsable).map(({ brokerName }) => brokerName));
  return (brokerName) => reachable.has(brokerName);
}

function isUsable({ connection, isSilent }: BrokerStatus): boolean {
  return connection !== 'failed' && !isSilent;
}
