/**
 * What a health check shows: counts and names. No addresses, since health endpoints are often open to everybody;
 * `ProducerService.status()` has those.
 */
import type { BrokerStatus } from '../client/index.js';
import type { ProducerStatus } from '../nest/index.js';
import type { HealthVerdict } from './health-verdict.js';

/**
 * `idle`: nothing was sent lately, or ever; `connecting`: no broker is connected yet; `degraded`: see `reasons`;
 * `draining`: the app shuts down.
 *
 * @publicApi
 */
export type RocketMQHealthState = 'idle' | 'connecting' | 'ready' | 'degraded' | 'draining' | 'closed';

/**
 * What a health check shows besides up, degraded or down.
 *
 * @publicApi
 */
export interface RocketMQHealthData {
  readonly [key: string]: unknown;
  readonly state: RocketMQHealthState;
  /** Why it is not simply up, one line for each signal; absent if it is. */
  readonly reasons?: readonly string[];
  /** Terminus 11 has no status for it. */
  readonly degraded?: true;
  readonly nameServers: {
    /** `unknown` until one of them was asked. */
    readonly state: ProducerStatus['nameServers']['state'];
    readonly total: number;
    readonly unreachable: number;
  };
  /** The masters of known routes by name; `silent`: connected, but a request to it was not answered in time. */
  readonly brokers: Readonly<Record<string, BrokerStatus['connection'] | 'silent'>>;
  /** Topics whose route is known. */
  readonly topics: number;
  /** Sends that have not settled yet. */
  readonly inFlight: number;
  /** Sends that failed since one was last stored. */
  readonly consecutiveFailures: number;
}

export function healthData(status: ProducerStatus, { level, reasons }: HealthVerdict): RocketMQHealthData {
  const { nameServers, brokers, topics, inFlight, producers } = status;
  return {
    state: healthState(status, level),
    ...(reasons.length > 0 ? { reasons } : {}),
    nameServers: {
      state: nameServers.state,
      total: nameServers.servers.length,
      unreachable: nameServers.servers.filter(({ state }) => state === 'unreachable').length,
    },
    brokers: Object.fromEntries(
      brokers.map(({ brokerName, connection, isSilent }) => [brokerName, isSilent ? 'silent' : connection]),
    ),
    topics,
    inFlight,
    consecutiveFailures: Math.max(0, ...producers.map(({ outcomes }) => outcomes.consecutiveFailures)),
  };
}

function healthState({ state, brokers, inFlight }: ProducerStatus, level: HealthVerdict['level']): RocketMQHealthState {
  if (state === 'draining' || state === 'closed') return state;
  if (level !== 'up') return 'degraded';
  const connections = new Set(brokers.map(({ connection }) => connection));
  if (connections.has('connected')) return 'ready';
  return connections.has('connecting') || inFlight > 0 ? 'connecting' : 'idle';
}
