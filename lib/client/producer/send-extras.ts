/**
 * What few sends have, and their first attempts hardly ever. It is kept beside the send, because sends wait by the thousands
 * and each byte of one is copied when the garbage collector comes by.
 */
import type { SendAttempt } from '../errors/send-errors.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { AddedProperties } from './added-properties.js';
import type { QueuePin } from './message-queue-selector.js';
import type { HookedAttempt } from './send-hook.js';
import type { SendResult } from './send-result.js';
import type { SplitSystemProperties } from './system-properties.js';

const NO_ATTEMPTS: readonly SendAttempt[] = Object.freeze([]);

/** What a send has of it from the start. */
export interface FirstExtras {
  /** Of the message. */
  readonly flag: number;
  readonly system: Omit<SplitSystemProperties, 'properties'>;
  /** How the queue is chosen if not in turn; the choice stays for all attempts. */
  readonly pin: QueuePin | undefined;
}

const NOTHING: FirstExtras = {
  flag: 0,
  system: { reconsumeTimes: undefined, maxReconsumeTimes: undefined },
  pin: undefined,
};

export class SendExtras {
  readonly flag: number;
  sysFlag = 0;
  readonly reconsumeTimes: number;
  readonly maxReconsumeTimes: number | undefined;
  readonly pin: QueuePin | undefined;
  /** The queue that it is pinned to, once that was chosen. */
  pinnedTo: MessageQueue | undefined;
  added: AddedProperties | undefined;
  isInPreparation = false;
  /** The current attempt, if hooks were told of it. */
  hookContext: HookedAttempt | undefined;
  failedAttempts = NO_ATTEMPTS;
  /** Broker of the previous attempt, which the next one avoids. */
  lastBroker: string | undefined;
  /** Stored, but not as durably as asked: what the send ends with if no later attempt does better. */
  storedResult: SendResult | undefined;

  constructor({ flag, system, pin }: FirstExtras = NOTHING) {
    this.flag = flag;
    this.reconsumeTimes = system.reconsumeTimes ?? 0;
    this.maxReconsumeTimes = system.maxReconsumeTimes;
    this.pin = pin;
  }

  /** Nothing of the frame's start is other than in most sends. */
  get hasPlainHeader(): boolean {
    return this.flag === 0 && this.sysFlag === 0 && this.reconsumeTimes === 0 && this.maxReconsumeTimes === undefined;
  }
}

/** Of all sends that have none. */
export const NO_EXTRAS: Readonly<SendExtras> = Object.freeze(new SendExtras());
