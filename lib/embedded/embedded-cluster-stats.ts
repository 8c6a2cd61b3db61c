/**
 * What an embedded cluster counts.
 */
import type { Broker } from './broker.js';
import type { RequestCounts, RequestLog } from './request-log.js';

export interface EmbeddedClusterStats {
  /** Messages that the brokers hold. */
  readonly stored: number;
  /** Messages that had to make room since the start. */
  readonly dropped: number;
  /** Messages that wait for their time; brokers also store them, in a topic of their own. */
  readonly delayed: number;
  /** Pulls that wait for a message. */
  readonly heldPulls: number;
  /** All requests since the start, by server and name. */
  readonly requests: RequestCounts;
}

export function clusterStats(brokers: readonly Broker[], log: RequestLog): EmbeddedClusterStats {
  const sum = (figure: (broker: Broker) => number): number => brokers.reduce((all, broker) => all + figure(broker), 0);
  return {
    stored: sum(({ store }) => store.stored),
    dropped: sum(({ store }) => store.dropped),
    delayed: sum(({ delayedMessages }) => delayedMessages),
    heldPulls: sum(({ heldPulls }) => heldPulls),
    requests: log.counts(),
  };
}
