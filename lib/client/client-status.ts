/**
 * A client's state as health checks see it: read from memory, without asking any server.
 */
import type { ClientParts } from './client-parts.js';
import { withoutNamespace } from './message/namespace.js';
import type { FaultItem } from './producer/latency-fault-tolerance.js';
import type { Producer } from './producer/producer.js';
import type { ProducerHealth } from './producer/producer-stats.js';
import type { AddressStatus, ConnectionCounts } from './remoting/connection-pool.js';
import type { NameServerStatus } from './routing/name-server-client.js';
import type { TopicRouteStatus } from './routing/topic-route-status.js';

export type ClientState = 'created' | 'running' | 'draining' | 'closed';

export interface BrokerStatus {
  readonly brokerName: string;
  readonly address: string;
  /** `unknown` until something was sent there. */
  readonly connection: AddressStatus;
  /** Connected, but nothing came from it since a request to it timed out. */
  readonly isSilent: boolean;
}

/** What one producer holds against a broker. */
export interface ProducerFaultItem extends FaultItem {
  readonly producerGroup: string;
}

/** How one producer is. */
export interface NamedProducerHealth extends ProducerHealth {
  readonly producerGroup: string;
}

export interface ClientStatus {
  readonly clientId: string;
  readonly state: ClientState;
  readonly nameServers: NameServerStatus;
  /** How often routes are refreshed, and name servers that failed asked again, in milliseconds. */
  readonly pollNameServerIntervalMs: number;
  /** The masters that the known routes name. */
  readonly brokers: readonly BrokerStatus[];
  /** Topics whose route is known. */
  readonly topics: number;
  /** Each of them, and topics that were asked for in vain (the latest 100). */
  readonly routes: readonly TopicRouteStatus[];
  /** Sends that have not settled yet, over all producers. */
  readonly inFlight: number;
  /** Of producers with latency fault tolerance: every broker that was sent to. */
  readonly faultItems: readonly ProducerFaultItem[];
  readonly producers: readonly NamedProducerHealth[];
}

/** What a status is made from. */
export interface ClientStatusSource {
  readonly parts: ClientParts;
  readonly state: ClientState;
  readonly producers: ReadonlyMap<string, Producer>;
  readonly namespace: string | undefined;
  readonly pollNameServerIntervalMs: number;
}

/** The state of this moment. */
export function clientStatus(source: ClientStatusSource): ClientStatus {
  const { parts, state, producers, namespace, pollNameServerIntervalMs } = source;
  const { brokers, nameServers, remoting, routes } = parts;
  const { pool } = remoting;
  return {
    clientId: parts.clientId,
    state,
    nameServers: nameServers.status,
    pollNameServerIntervalMs,
    brokers: brokers.masters().map(({ brokerName, address }) => {
      return { brokerName, address, connection: pool.status(address), isSilent: pool.silentAddresses.has(address) };
    }),
    topics: routes.topicCount,
    routes: routes.statuses.map((route) => Object.assign(route, { topic: withoutNamespace(namespace, route.topic) })),
    inFlight: [...producers.values()].reduce((sum, producer) => sum + producer.inFlight, 0),
    faultItems: [...producers].flatMap(([producerGroup, producer]) =>
      producer.faultItems().map((item) => Object.assign({ producerGroup }, item)),
    ),
    producers: Array.from(producers, ([producerGroup, producer]) => ({ producerGroup, ...producer.health() })),
  };
}

/** Counts since the client was made. */
export interface ClientStats extends ConnectionCounts {
  readonly clientId: string;
}
