/**
 * What one broker holds: queues of encoded messages in one imaginary commit log, bounded by number and by bytes.
 * The oldest message of the whole broker goes first, which is always the oldest of its queue.
 */
import { type Clock } from './clock.js';
import type { HostAddress } from './host-address.js';
import { SlidingList } from './sliding-list.js';
import { encodeStoredMessage, type IncomingMessage } from './stored-message-encoder.js';

/** A message as it lies in the store. */
export interface StoredEntry {
  readonly bytes: Buffer;
  readonly tagCode: number;
  readonly storeTimestamp: number;
  readonly commitLogOffset: number;
  readonly queueOffset: number;
  /** Position among all messages of the cluster. */
  readonly arrival: number;
}

/** One queue of a topic. */
export class QueueLog {
  readonly topic: string;
  readonly queueId: number;
  readonly #entries = new SlidingList<StoredEntry>();
  #nextOffset = 0;

  constructor(topic: string, queueId: number) {
    this.topic = topic;
    this.queueId = queueId;
  }

  /** Offset of the oldest message that is left. */
  get minOffset(): number {
    return this.#nextOffset - this.#entries.length;
  }

  /** Offset that the next message will get. */
  get maxOffset(): number {
    return this.#nextOffset;
  }

  get length(): number {
    return this.#entries.length;
  }

  at(offset: number): StoredEntry | undefined {
    return this.#entries.at(offset - this.minOffset);
  }

  /** All messages that are left, oldest first. */
  *entries(): Generator<StoredEntry> {
    for (let offset = this.minOffset; offset < this.#nextOffset; offset += 1) {
      const entry = this.at(offset);
      if (entry !== undefined) yield entry;
    }
  }

  add(entry: StoredEntry): void {
    this.#entries.push(entry);
    this.#nextOffset += 1;
  }

  dropOldest(): StoredEntry | undefined {
    return this.#entries.shift();
  }
}

export interface MessageStoreOptions {
  readonly host: HostAddress;
  readonly clock: Clock;
  readonly maxMessages: number;
  readonly maxBytes: number;
  /** Numbers messages through all brokers of the cluster. */
  readonly nextArrival: () => number;
}

export class MessageStore {
  readonly #options: MessageStoreOptions;
  readonly #topics = new Map<string, Map<number, QueueLog>>();
  /** Each stored message with its queue, in the order in which they came. */
  readonly #log = new SlidingList<{ readonly queue: QueueLog; readonly entry: StoredEntry }>();
  #nextCommitLogOffset = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(options: MessageStoreOptions) {
    this.#options = options;
  }

  /** Number of messages held. */
  get stored(): number {
    return this.#log.length;
  }

  /** Number of messages that had to make room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The message stored last. */
  get newest(): StoredEntry | undefined {
    return this.#log.at(this.#log.length - 1)?.entry;
  }

  /** The message that begins at an offset of the commit log. */
  at(commitLogOffset: number): StoredEntry | undefined {
    let low = 0;
    let high = this.#log.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const entry = this.#log.at(middle)?.entry;
      if (entry === undefined || entry.commitLogOffset === commitLogOffset) return entry;
      if (entry.commitLogOffset < commitLogOffset) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  append(message: IncomingMessage, tagCode: number): StoredEntry {
    const queue = this.#queue(message.topic, message.queueId);
    const place = {
      queueOffset: queue.maxOffset,
      commitLogOffset: this.#nextCommitLogOffset,
      storeTimestamp: this.#options.clock.now(),
      storeHost: this.#options.host,
    };
    const bytes = encodeStoredMessage(message, place);
    const entry: StoredEntry = {
      bytes,
      tagCode,
      storeTimestamp: place.storeTimestamp,
      commitLogOffset: place.commitLogOffset,
      queueOffset: place.queueOffset,
      arrival: this.#options.nextArrival(),
    };
    queue.add(entry);
    this.#log.push({ queue, entry });
    this.#nextCommitLogOffset += bytes.length;
    this.#bytes += bytes.length;
    this.#makeRoom();
    return entry;
  }

  /** Topics that have held messages. */
  get topics(): Iterable<string> {
    return this.#topics.keys();
  }

  /** A queue that has held messages, else `undefined`. */
  queue(topic: string, queueId: number): QueueLog | undefined {
    return this.#topics.get(topic)?.get(queueId);
  }

  /** The queues of a topic that have held messages. */
  queues(topic: string): Iterable<QueueLog> {
    return this.#topics.get(topic)?.values() ?? [];
  }

  #queue(topic: string, queueId: number): QueueLog {
    let queues = this.#topics.get(topic);
    if (queues === undefined) this.#topics.set(topic, (queues = new Map<number, QueueLog>()));
    let queue = queues.get(queueId);
    if (queue === undefined) queues.set(queueId, (queue = new QueueLog(topic, queueId)));
    return queue;
  }

  /** The newest message always stays. */
  #makeRoom(): void {
    const { maxMessages, maxBytes } = this.#options;
    while (this.#log.length > 1 && (this.#log.length > maxMessages || this.#bytes > maxBytes)) {
      this.#bytes -= this.#log.shift()?.queue.dropOldest()?.bytes.length ?? 0;
      this.#dropped += 1;
    }
  }
}
