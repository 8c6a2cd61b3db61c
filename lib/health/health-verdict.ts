/**
 * Up, degraded or down: the table of signals, read from top to bottom.
 */
import type { ProducerStatus } from '../nest/index.js';
import { BROKER_CHANNEL_SIGNAL } from './broker-channel.signal.js';
import { ERRORS_SIGNAL } from './errors.signal.js';
import { FAULT_TABLE_SIGNAL } from './fault-table.signal.js';
import type { HealthCriteria, HealthSignal } from './health-signal.js';
import { IN_FLIGHT_SIGNAL } from './in-flight.signal.js';
import { NAME_SERVER_SIGNAL } from './name-server.signal.js';
import { ROUTE_SIGNAL } from './route.signal.js';
import { STATE_SIGNAL } from './state.signal.js';

export type HealthLevel = 'up' | 'degraded' | 'down';

export interface HealthVerdict {
  readonly level: HealthLevel;
  /** `<signal>: <why>`, one for each signal that is not well. */
  readonly reasons: readonly string[];
}

/**
 * Whatever is down here comes up without new sends, or an app that is down and so gets no traffic would stay down for ever:
 * the client refreshes routes, dials brokers and asks name servers again by itself, and the rest passes with time.
 */
const SIGNALS: readonly HealthSignal[] = [
  STATE_SIGNAL,
  NAME_SERVER_SIGNAL,
  ROUTE_SIGNAL,
  BROKER_CHANNEL_SIGNAL,
  FAULT_TABLE_SIGNAL,
  IN_FLIGHT_SIGNAL,
  ERRORS_SIGNAL,
];

export function healthVerdict(status: ProducerStatus, criteria: HealthCriteria): HealthVerdict {
  const downs: string[] = [];
  const reasons: string[] = [];
  for (const row of SIGNALS) {
    const down = row.down(status, criteria);
    const reason = down ?? row.degraded(status, criteria);
    if (down !== undefined) downs.push(down);
    if (reason !== undefined) reasons.push(`${row.signal}: ${reason}`);
  }
  const isDown = downs.length > 0 || (criteria.strict && reasons.length > 0);
  return { level: isDown ? 'down' : reasons.length > 0 ? 'degraded' : 'up', reasons };
}
