/**
 * What the engine works with.
 */
import type { Clock } from '../remoting/clock.js';
import type { ConnectionPool } from '../remoting/connection-pool.js';
import type { BrokerAddressTable } from '../routing/broker-address-table.js';
import type { TopicRouteTable } from '../routing/topic-route-table.js';
import type { FaultStrategy } from './fault-strategy.js';
import type { OnewayPace } from './oneway-pace.js';
import type { SendListener } from './outgoing-send.js';
import type { SendHooks } from './send-hooks.js';
import type { SendTally } from './send-tally.js';
import type { SendTelemetry } from './send-telemetry.js';

export interface SendEnginePorts {
  readonly routes: TopicRouteTable;
  readonly brokers: BrokerAddressTable;
  readonly pool: ConnectionPool;
  readonly clock: Clock;
  readonly hooks: SendHooks;
  /** Undefined unless latency fault tolerance is on. */
  readonly faults: FaultStrategy | undefined;
  readonly onewayPace: OnewayPace;
  readonly tally: Pick<SendTally, 'retried'>;
  readonly telemetry: SendTelemetry;
  /** Hears of every send exactly once, after it settled. */
  readonly onSettled: SendListener;
}
