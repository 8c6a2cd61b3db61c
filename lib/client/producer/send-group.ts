/**
 * Sends that wait to go out as one batch: same topic, mode, time-out and wait flag, and either all in turn or all to the
 * same queue.
 */
import { waitsForStore } from '../message/batch-rules.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { OutgoingSend } from './outgoing-send.js';

export class SendGroup {
  readonly sends: OutgoingSend[] = [];
  /** As brokers know it. */
  readonly topic: string;
  /** By the client's clock. */
  readonly dueAt: number;
  /** The queue that all are pinned to. */
  readonly queue: MessageQueue | undefined;
  #bytes = 0;

  constructor(topic: string, queue: MessageQueue | undefined, dueAt: number) {
    this.topic = topic;
    this.queue = queue;
    this.dueAt = dueAt;
  }

  /** Whether the send may join, and its bytes still fit. */
  takes(send: OutgoingSend, bytes: number, maxBytes: number): boolean {
    const first = this.sends[0] as OutgoingSend;
    return (
      send.mode === first.mode &&
      send.timeoutMs === first.timeoutMs &&
      waitsForStore(send.message) === waitsForStore(first.message) &&
      this.#bytes + bytes <= maxBytes
    );
  }

  add(send: OutgoingSend, bytes: number): void {
    this.sends.push(send);
    this.#bytes += bytes;
  }
}
