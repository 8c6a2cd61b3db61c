/**
 * A client's state as health checks see it: read from memory, without asking any server.
 */
import type { AddressStatus, ConnectionCounts } from './remoting/connection-pool.js';
import type { FaultItem } from './producer/latency-fault-tolerance.js';
import type { NameServerStatus } from './routing/name-server-client.js';

export type ClientState = 'created' | 'running' | 'draining' | 'closed';

export interface BrokerStatus {
  readonly brokerName: string;
  readonly address: string;
  /** `unknown` until something was sent there. */
  readonly connection: AddressStatus;
}

/** What one producer holds against a broker. */
export interface ProducerFaultItem extends FaultItem {
  readonly producerGroup: string;
}

export interface ClientStatus {
  readonly clientId: string;
  readonly state: ClientState;
  readonly nameServers: NameServerStatus;
  /** The masters that the known routes name. */
  readonly brokers: readonly BrokerStatus[];
  /** Topics whose route is known. */
  readonly topics: number;
  /** Sends that have not settled yet, over all producers. */
  readonly inFlight: number;
  /** Of producers with latency fault tolerance: every broker that was sent to. */
  readonly faultItems: readonly ProducerFaultItem[];
}

/** Counts since the client was made. */
export interface ClientStats extends ConnectionCounts {
  readonly clientId: string;
}
