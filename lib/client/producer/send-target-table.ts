/**
 * The brokers that one producer sends to: made and followed here, used where sends are aimed.
 */
import type { ConnectionPool } from '../remoting/connection-pool.js';
import type { BrokerAddress, BrokerAddressTable } from '../routing/broker-address-table.js';
import type { OutgoingSend } from './outgoing-send.js';
import { sendDefinition } from './send-header.js';
import type { SendPolicy } from './send-policy.js';
import { SendTarget } from './send-target.js';

/** What the table makes its targets with. */
export interface TargetPorts {
  readonly pool: ConnectionPool;
  readonly brokers: BrokerAddressTable;
  readonly policy: SendPolicy;
}

export class SendTargetTable {
  readonly #byBroker = new Map<string, SendTarget>();
  /** By broker name; live. */
  readonly byBroker: ReadonlyMap<string, SendTarget> = this.#byBroker;
  readonly #ports: TargetPorts;

  constructor(ports: TargetPorts) {
    this.#ports = ports;
  }

  /** A broker that was not sent to before. One that no route names, which a user's own queue may, is not kept. */
  add({ origin }: OutgoingSend, brokerName: string): SendTarget {
    const { pool, brokers } = this.#ports;
    const { producerGroup, defaultTopic, defaultTopicQueueNums, unitMode } = origin;
    const facts = { producerGroup, defaultTopic, defaultTopicQueueNums, unitMode };
    const target = new SendTarget(brokerName, (batch) =>
      pool.sendTemplate(sendDefinition(batch), { ...facts, batch, brokerName }),
    );
    this.#forgetOthers();
    if (brokers.byBrokerName.has(brokerName)) this.#byBroker.set(brokerName, target);
    return target;
  }

  /** The broker of a target has another address, or none. */
  follow(target: SendTarget, broker: BrokerAddress | undefined): void {
    const { brokers, policy } = this.#ports;
    target.broker = broker;
    target.address = policy.addressOf(target.brokerName, brokers);
    target.channel = undefined;
  }

  /** Brokers that are gone, or elsewhere: nobody may ever send to them again, and their channels hold much memory. */
  #forgetOthers(): void {
    const { byBrokerName } = this.#ports.brokers;
    for (const [brokerName, { broker }] of this.#byBroker) {
      if (byBrokerName.get(brokerName) !== broker) this.#byBroker.delete(brokerName);
    }
  }
}
