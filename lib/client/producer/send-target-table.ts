/**
 * The targets of one producer, by topic: made and renewed here, used where sends are aimed.
 */
import { REQUESTS } from '../protocol/requests.js';
import type { ConnectionPool } from '../remoting/connection-pool.js';
import type { BrokerAddress, BrokerAddressTable } from '../routing/broker-address-table.js';
import type { TopicPublishInfo } from '../routing/topic-publish-info.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { SendPolicy } from './send-policy.js';
import { type SendTarget, SendTargets } from './send-target.js';
import { SendTemplates } from './send-templates.js';

/** What the table makes its targets with. */
export interface TargetPorts {
  readonly pool: ConnectionPool;
  readonly brokers: BrokerAddressTable;
  readonly policy: SendPolicy;
}

/** The targets of one producer. */
export class SendTargetTable {
  readonly #byTopic = new Map<string, SendTargets>();
  /** By topic at the brokers; live. */
  readonly byTopic: ReadonlyMap<string, SendTargets> = this.#byTopic;
  readonly #ports: TargetPorts;

  constructor(ports: TargetPorts) {
    this.#ports = ports;
  }

  /** Begins anew for a topic that was not sent to before, or whose route has changed. */
  renew({ origin, topic }: OutgoingSend, info: TopicPublishInfo): SendTargets {
    const { producerGroup, defaultTopic, defaultTopicQueueNums, unitMode } = origin;
    const facts = { producerGroup, topic, defaultTopic, defaultTopicQueueNums, unitMode };
    const templates = new SendTemplates(({ brokerName, batch, queueDigits }) => {
      const definition = batch ? REQUESTS.SEND_BATCH_MESSAGE : REQUESTS.SEND_MESSAGE_V2;
      return this.#ports.pool.sendTemplate(definition, { ...facts, brokerName, batch }, queueDigits);
    });
    const targets = new SendTargets(info, templates);
    this.#byTopic.set(topic, targets);
    return targets;
  }

  /** What to dial for a broker, `undefined` if it has no master now. */
  addressOf(brokerName: string): string | undefined {
    const { brokers, policy } = this.#ports;
    return policy.addressOf(brokerName, brokers);
  }

  /** The broker of a target has another address, or none. */
  follow(target: SendTarget, broker: BrokerAddress | undefined): void {
    target.broker = broker;
    target.address = this.addressOf(target.queue.brokerName);
    target.channel = undefined;
  }
}
