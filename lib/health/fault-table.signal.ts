/**
 * Latency fault tolerance: brokers that are left out for a time, because they were slow or failed.
 */
import type { ProducerStatus } from '../nest/index.js';
import type { HealthSignal } from './health-signal.js';
import { decisiveTopics, judgedRoutes, listed } from './judged-routes.js';

export const FAULT_TABLE_SIGNAL: HealthSignal = {
  signal: 'faultTable',

  down(status, criteria) {
    const isolated = isolatedBrokers(status);
    const topics = decisiveTopics(
      status,
      criteria,
      ({ brokers }) => brokers.length > 0 && brokers.every((name) => isolated.has(name)),
    );
    return topics.length === 0 ? undefined : `all brokers of ${listed(topics)} are left out for a time`;
  },

  degraded(status, criteria) {
    const judged = new Set(judgedRoutes(status, criteria).flatMap(({ brokers }) => brokers));
    const lines = [...isolatedBrokers(status)]
      .filter(([brokerName]) => judged.has(brokerName))
      .map(([brokerName, remainingMs]) => `${brokerName} is left out for ${remainingMs} ms more`);
    return lines.length === 0 ? undefined : listed(lines);
  },
};

/** Broker name -> how long it is left out yet, in milliseconds. */
function isolatedBrokers({ faultItems }: ProducerStatus): ReadonlyMap<string, number> {
  const now = Date.now();
  const isolated = new Map<string, number>();
  for (const { brokerName, unavailableUntil } of faultItems) {
    const remainingMs = unavailableUntil === undefined ? 0 : unavailableUntil.getTime() - now;
    if (remainingMs > 0) isolated.set(brokerName, Math.max(remainingMs, isolated.get(brokerName) ?? 0));
  }
  return isolated;
}
