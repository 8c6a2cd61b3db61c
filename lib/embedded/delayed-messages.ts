/**
 * Messages of one broker that wait for their time, in its order. One timer serves all of them, set to the earliest.
 */
import type { Clock } from './clock.js';

export interface DelayedMessage {
  /** By the clock, in milliseconds. */
  readonly dueAt: number;
  /** Where it is going to. */
  readonly topic: string;
  readonly uniqueKey: string;
  /** Called once, unless the message is recalled before. */
  readonly deliver: () => void;
}

export class DelayedMessages {
  readonly #clock: Clock;
  readonly #maxMessages: number;
  /** The earliest first; among equals the one that came first. */
  #waiting: DelayedMessage[] = [];
  #timer: { readonly firesAt: number; readonly cancel: () => void } | undefined;
  #isPaused = false;

  constructor(clock: Clock, maxMessages: number) {
    this.#clock = clock;
    this.#maxMessages = maxMessages;
  }

  get size(): number {
    return this.#waiting.length;
  }

  get isFull(): boolean {
    return this.size >= this.#maxMessages;
  }

  add(message: DelayedMessage): void {
    const behind = this.#waiting.findLastIndex(({ dueAt }) => dueAt <= message.dueAt);
    this.#waiting.splice(behind + 1, 0, message);
    this.#setTimer();
  }

  /** Forgets a message; all of them, if it was sent more than once. */
  recall(topic: string, uniqueKey: string): void {
    this.#waiting = this.#waiting.filter((message) => message.topic !== topic || message.uniqueKey !== uniqueKey);
    this.#setTimer();
  }

  /** Delivers nothing until {@link resume}, as a broker that is down. */
  pause(): void {
    this.#isPaused = true;
    this.#setTimer();
  }

  /** Goes on, with what has become due meanwhile first. */
  resume(): void {
    this.#isPaused = false;
    this.#setTimer();
  }

  /** Nothing more will be delivered. */
  stop(): void {
    this.#waiting = [];
    this.#setTimer();
  }

  #deliverDue(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    const later = this.#waiting.findIndex(({ dueAt }) => dueAt > now);
    const due = this.#waiting.splice(0, later < 0 ? this.#waiting.length : later);
    this.#setTimer();
    for (const message of due) message.deliver();
  }

  /** Sets the timer to the earliest message, or takes it back if there is none to deliver. */
  #setTimer(): void {
    const firesAt = this.#isPaused ? undefined : this.#waiting[0]?.dueAt;
    if (firesAt === this.#timer?.firesAt) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (firesAt === undefined) return;
    const cancel = this.#clock.schedule(Math.max(firesAt - this.#clock.now(), 0), () => this.#deliverDue());
    this.#timer = { firesAt, cancel };
  }
}
