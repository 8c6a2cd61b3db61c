/**
 * A client's state as health checks see it: read from memory, without asking any server.
 */
import type { AddressStatus } from './remoting/connection-pool.js';
import type { NameServerStatus } from './routing/name-server-client.js';

export type ClientState = 'created' | 'running' | 'draining' | 'closed';

export interface BrokerStatus {
  readonly brokerName: string;
  readonly address: string;
  /** `unknown` until something was sent there. */
  readonly connection: AddressStatus;
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
}
