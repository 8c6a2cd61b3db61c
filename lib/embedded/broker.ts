/**
 * One broker: its parts, and the table of what it serves.
 */
import { randomBytes } from 'node:crypto';
import { UniqueIdGenerator } from '../client/message/unique-id.js';
import type { BrokerParts } from './broker-parts.js';
import { clientHandlers } from './client-handlers.js';
import type { Clock } from './clock.js';
import { ConsumerGroups } from './consumer-groups.js';
import { DelayedMessages } from './delayed-messages.js';
import type { HandlerTable, Peer, RemotingService } from './exchange.js';
import type { HostAddress } from './host-address.js';
import { LongPolling } from './long-polling.js';
import { MessageStore } from './message-store.js';
import { offsetHandlers } from './offset-handlers.js';
import { pullHandlers } from './pull-handlers.js';
import { queryHandlers } from './query-handlers.js';
import { recallHandlers } from './recall-handlers.js';
import { sendHandlers } from './send-handlers.js';
import type { ServerVersion } from './server-version.js';
import { topicHandlers } from './topic-handlers.js';
import { TopicTable } from './topic-table.js';

export interface BrokerOptions {
  readonly name: string;
  readonly clusterName: string;
  readonly host: HostAddress;
  readonly clock: Clock;
  /** Queues of the template topic; `undefined` if topics are not created by themselves. */
  readonly templateQueues: number | undefined;
  readonly maxMessages: number;
  readonly maxStoredBytes: number;
  readonly maxMessageBytes: number;
  readonly version: ServerVersion;
  readonly nextArrival: () => number;
  readonly onStored: (topic: string) => void;
}

export class Broker implements RemotingService {
  readonly name: string;
  /** `host:port` as routes show it. */
  readonly address: string;
  readonly topics: TopicTable;
  readonly store: MessageStore;
  readonly handlers: HandlerTable;
  readonly #parts: BrokerParts;

  constructor(options: BrokerOptions) {
    const { host, clock, maxMessages, maxStoredBytes, nextArrival } = options;
    this.name = options.name;
    this.address = host.text;
    this.topics = new TopicTable(options.templateQueues);
    this.store = new MessageStore({ host, clock, maxMessages, maxBytes: maxStoredBytes, nextArrival });
    this.#parts = {
      name: options.name,
      clusterName: options.clusterName,
      host,
      clock,
      topics: this.topics,
      store: this.store,
      groups: new ConsumerGroups(),
      longPolling: new LongPolling(clock),
      delayed: new DelayedMessages(clock, maxMessages),
      hasTimers: options.version.hasTimers,
      uniqueIds: uniqueIds(host, clock),
      maxMessageBytes: options.maxMessageBytes,
      onStored: options.onStored,
    };
    this.handlers = {
      ...sendHandlers(this.#parts),
      ...pullHandlers(this.#parts),
      ...offsetHandlers(this.#parts),
      ...queryHandlers(this.#parts),
      ...topicHandlers(this.#parts),
      ...clientHandlers(this.#parts),
      ...(options.version.hasTimers ? recallHandlers(this.#parts) : {}),
    };
  }

  /** Number of pulls that wait for a message. */
  get heldPulls(): number {
    return this.#parts.longPolling.size;
  }

  /** Number of messages that wait for their time. */
  get delayedMessages(): number {
    return this.#parts.delayed.size;
  }

  /** The broker is down: messages whose time comes meanwhile are delivered when it is up again. */
  pause(): void {
    this.#parts.delayed.pause();
  }

  resume(): void {
    this.#parts.delayed.resume();
  }

  /** Forgets the messages that wait for their time; no timer is left. */
  stop(): void {
    this.#parts.delayed.stop();
  }

  disconnected(peer: Peer): void {
    this.#parts.groups.disconnected(peer);
    this.#parts.longPolling.forget(peer);
  }
}

function uniqueIds(host: HostAddress, clock: Clock): UniqueIdGenerator {
  return new UniqueIdGenerator({
    address: host.bytes.subarray(0, 4),
    processId: process.pid,
    now: () => clock.now(),
    randomBytes,
  });
}
