/**
 * What one producer needs of the client that made it.
 */
import type { ClientEventListener } from '../diagnostics/client-event.js';
import type { DiagnosticsSettings } from '../diagnostics/diagnostics-options.js';
import type { UniqueIdGenerator } from '../message/unique-id.js';
import type { Clock } from '../remoting/clock.js';
import type { ConnectionPool } from '../remoting/connection-pool.js';
import type { BrokerAddressTable } from '../routing/broker-address-table.js';
import type { TopicRouteTable } from '../routing/topic-route-table.js';
import type { OnewayPace } from './oneway-pace.js';
import type { SendHookLists } from './send-hook.js';

/** What a producer needs of its client. */
export interface ProducerPorts {
  readonly routes: TopicRouteTable;
  readonly brokers: BrokerAddressTable;
  readonly pool: ConnectionPool;
  readonly clock: Clock;
  readonly onewayPace: OnewayPace;
  readonly ids: UniqueIdGenerator;
  readonly defaultTopicQueueNums: number;
  readonly nameServerAddresses: readonly string[];
  /** Old-style namespace of topics and groups. */
  readonly namespace: string | undefined;
  /** How hooks see this host. */
  readonly clientIP: string;
  /** Hooks of the client, which run before the producer's own. */
  readonly hooks: SendHookLists;
  readonly diagnostics: DiagnosticsSettings;
  readonly emit: ClientEventListener;
  /** Starts what the producer depends on. */
  readonly onStart: () => void;
  /** Says goodbye to the brokers; called once, when no send is under way any more. */
  readonly onClosed: (group: string) => Promise<void>;
}
