/**
 * Looks into the stores of all brokers: what a topic holds, and waiting until it holds enough.
 */
import type { MessageExt } from '../client/message/message-ext.js';
import { openStoredBodies } from '../client/message/stored-bodies.js';
import { decodeStoredMessages } from '../client/message/stored-message-codec.js';
import type { Clock } from './clock.js';
import { MessageWaitError } from './message-wait-error.js';
import type { MessageStore, StoredEntry } from './message-store.js';

interface Waiter {
  readonly topic: string;
  readonly count: number;
  readonly reached: () => void;
  readonly givenUp: (why: string) => void;
}

/** Bodies that decompress to more are not shown. */
const MAX_DECOMPRESSED_BYTES = 64 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 5_000;

export class MessageWatch {
  readonly #stores: readonly MessageStore[];
  readonly #clock: Clock;
  readonly #waiters = new Set<Waiter>();

  constructor(stores: readonly MessageStore[], clock: Clock) {
    this.#stores = stores;
    this.#clock = clock;
  }

  messages(topic: string): readonly MessageExt[] {
    const entries: StoredEntry[] = [];
    for (const store of this.#stores) {
      for (const queue of store.queues(topic)) entries.push(...queue.entries());
    }
    entries.sort((one, other) => one.arrival - other.arrival);
    return entries.flatMap(({ bytes }) => decodeStoredMessages(bytes, MAX_DECOMPRESSED_BYTES));
  }

  /** Topics that have held messages, in alphabetical order. */
  topics(): readonly string[] {
    return [...new Set(this.#stores.flatMap((store) => [...store.topics]))].toSorted();
  }

  async waitFor(topic: string, count: number, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<readonly MessageExt[]> {
    if (this.#count(topic) < count) await this.#wait(topic, count, timeoutMs);
    return openStoredBodies(this.messages(topic), MAX_DECOMPRESSED_BYTES);
  }

  /** A message was stored. */
  stored(topic: string): void {
    for (const waiter of this.#waiters) {
      if (waiter.topic === topic && this.#count(topic) >= waiter.count) waiter.reached();
    }
  }

  /** Nothing more will come. */
  stop(): void {
    for (const waiter of this.#waiters) waiter.givenUp('the cluster was stopped');
  }

  #wait(topic: string, count: number, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        cancel();
        this.#waiters.delete(waiter);
        settle();
      };
      const waiter: Waiter = {
        topic,
        count,
        reached: () => end(resolve),
        givenUp: (why) => end(() => reject(new MessageWaitError(topic, count, this.messages(topic), why))),
      };
      const cancel = this.#clock.schedule(timeoutMs, () => waiter.givenUp(`${timeoutMs} ms are over`));
      this.#waiters.add(waiter);
    });
  }

  #count(topic: string): number {
    let count = 0;
    for (const store of this.#stores) {
      for (const queue of store.queues(topic)) count += queue.length;
    }
    return count;
  }
}
