/**
 * What the handlers of one broker share.
 */
import type { UniqueIdGenerator } from '../client/message/unique-id.js';
import type { Clock } from './clock.js';
import type { ConsumerGroups } from './consumer-groups.js';
import type { DelayedMessages } from './delayed-messages.js';
import type { HostAddress } from './host-address.js';
import type { LongPolling } from './long-polling.js';
import type { MessageStore } from './message-store.js';
import type { TopicTable } from './topic-table.js';

export interface BrokerParts {
  readonly name: string;
  readonly clusterName: string;
  readonly host: HostAddress;
  readonly clock: Clock;
  readonly topics: TopicTable;
  readonly store: MessageStore;
  readonly groups: ConsumerGroups;
  readonly longPolling: LongPolling;
  readonly delayed: DelayedMessages;
  /** False for a broker of 4.9. */
  readonly hasTimers: boolean;
  /** Makes a UNIQ_KEY for messages that come without one. */
  readonly uniqueIds: UniqueIdGenerator;
  readonly maxMessageBytes: number;
  /** Called for each stored message, after pulls that waited for it were answered. */
  readonly onStored: (topic: string) => void;
}
