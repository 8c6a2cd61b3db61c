/**
 * What users implement to see or forbid the attempts of a send. Source: client behaviour B.6 steps 7, 8, 13 and 14
 * (Java `CheckForbiddenHook`, `SendMessageHook` and their contexts).
 */
import type { MessageType } from '../message/message-type.js';
import type { Message } from '../message/message.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { SendMode } from './send-retry-policy.js';
import type { SendResult } from './send-result.js';

/** One attempt as hooks see it. The message is the user's own: clear body, the user's topic; it must not be changed. */
export interface SendAttemptContext {
  readonly producerGroup: string;
  readonly communicationMode: SendMode;
  /** `DELAY` with a delay level or a timer (Java `msgType`, which leaves timers out). */
  readonly messageType: MessageType;
  readonly message: Message;
  /** The messages of a batch, whose `message` has only topic, wait flag and encoded body; `undefined` for a single one. */
  readonly messages: readonly Message[] | undefined;
  readonly messageQueue: MessageQueue;
  /** `host:port` that is dialled for this attempt. */
  readonly brokerAddress: string;
  /** UNIQ_KEY of the message, the same in all attempts of a send; of a batch those of its messages, joined by commas. */
  readonly messageId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/** Java `CheckForbiddenContext`. */
export interface CheckForbiddenContext extends SendAttemptContext {
  readonly nameServers: readonly string[];
  readonly unitMode: boolean;
}

/**
 * Java `CheckForbiddenHook`. To forbid the send, throw or reject: it ends at once with `SendForbiddenError`, nothing is on the
 * wire, and no other attempt is made. A `SendForbiddenError` that it throws says who forbade, if that was not the hook.
 */
export interface CheckForbiddenHook {
  /** For errors; default the name of its class. */
  readonly hookName?: string;
  checkForbidden(context: CheckForbiddenContext): void | Promise<void>;
}

/** Java `SendMessageContext`. One object for each attempt, the same before and after it. */
export interface SendMessageContext extends SendAttemptContext {
  /** `clientIP` of the client. */
  readonly bornHost: string;
  /** What came of the attempt; `undefined` before it, after a failure, and in one-way mode. */
  readonly sendResult: SendResult | undefined;
  /** Why the attempt failed; `undefined` before it and after a success. */
  readonly error: Error | undefined;
  /**
   * Adds a user property to what this send writes, for this attempt and those that may follow; the caller's message stays
   * as it is. Only before the attempt. In a batch every message gets it.
   *
   * @throws {InvalidMessageError} INVALID_MESSAGE - a name or value that a message could not have; nothing is added
   */
  addProperty(name: string, value: string): void;
}

/**
 * Java `SendMessageHook`: sees each attempt exactly once before and, if it was before it, exactly once after it. What it
 * throws becomes an event (`hook-threw`) and changes nothing. The attempt waits for a promise that `sendMessageBefore`
 * returns, at most until the send's deadline; nobody waits for one of `sendMessageAfter`.
 */
export interface SendMessageHook {
  /** For events; default the name of its class. */
  readonly hookName?: string;
  sendMessageBefore?(context: SendMessageContext): void | Promise<void>;
  sendMessageAfter?(context: SendMessageContext): void | Promise<void>;
}

/** The hooks of a client or a producer, in their order. */
export interface SendHookLists {
  readonly checkForbiddenHooks: readonly CheckForbiddenHook[];
  readonly sendMessageHooks: readonly SendMessageHook[];
}

/** What hooks were told of an attempt, and what they will be told yet. */
export interface HookedAttempt extends SendMessageContext {
  /** Those that saw it before, and are to see it after. */
  readonly told: readonly SendMessageHook[];
  /** The frame is about to be written: what hooks add from now on is not in it. */
  begun(): void;
  ended(result: SendResult | undefined, error: Error | undefined): void;
}
