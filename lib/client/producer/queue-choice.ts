/**
 * Which queue an attempt goes to: the one that the send is pinned to, else the next in turn on another broker than the last
 * attempt's, as far as possible on one that is well. Source: client behaviour B.4; leaving out silent brokers is ours.
 */
import type { ConnectionPool } from '../remoting/connection-pool.js';
import type { BrokerAddressTable } from '../routing/broker-address-table.js';
import type { BrokerFilter, QueueTurn, TopicPublishInfo } from '../routing/topic-publish-info.js';
import type { FaultStrategy } from './fault-strategy.js';
import { pinnedQueue } from './message-queue-selector.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { SendPolicy } from './send-policy.js';

export interface QueueChoicePorts {
  readonly pool: ConnectionPool;
  readonly brokers: BrokerAddressTable;
  /** Knows what is dialled for a broker. */
  readonly policy: Pick<SendPolicy, 'addressOf'>;
  /** Undefined unless latency fault tolerance is on. */
  readonly faults: FaultStrategy | undefined;
}

export class QueueChoice {
  readonly #ports: QueueChoicePorts;
  /**
   * A frozen broker would get every message that is sent to it while it sleeps and store it when it wakes up, though a retry
   * has stored it elsewhere by then. So new attempts go to others from the first time-out on until it speaks again.
   */
  readonly #isHeard: BrokerFilter = (brokerName) => {
    const { policy, brokers, pool } = this.#ports;
    const address = policy.addressOf(brokerName, brokers);
    return address === undefined || !pool.silentAddresses.has(address);
  };

  constructor(ports: QueueChoicePorts) {
    this.#ports = ports;
  }

  /** @throws what the selector of a pinned send threw */
  choose(send: OutgoingSend, info: TopicPublishInfo): QueueTurn | undefined {
    const pinned = pinnedQueue(send, info.queues);
    if (pinned !== undefined) return info.turnOf(pinned);
    const { faults, pool } = this.#ports;
    const { lastBroker } = send.extras;
    if (faults !== undefined) return faults.chooseQueue(send, info, this.#isHeard);
    if (pool.silentAddresses.size === 0) return info.select(lastBroker);
    return info.selectWhere(this.#isHeard, lastBroker) ?? info.select(lastBroker);
  }
}
