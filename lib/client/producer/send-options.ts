/**
 * Options of one send.
 */
import { InvalidOptionsError } from '../errors/input-errors.js';
import { numberProblem, refuseProblems } from '../errors/option-problems.js';
import type { Message } from '../message/message.js';
import type { MessageQueue } from '../message/message-queue.js';
import {
  type MessageQueueSelector,
  pinBySelector,
  pinToQueue,
  type QueuePin,
  selectQueueByHash,
} from './message-queue-selector.js';

export interface SendOptions {
  /** Whole budget of this send, in milliseconds; default the producer's `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
  /** Stops waiting: the send rejects with SEND_ABORTED. A message that is already written may still be stored. */
  readonly signal?: AbortSignal | undefined;
  /**
   * UNIQ_KEY of the message; default a new one. To send again what may be stored under the id of an earlier send, so that
   * consumers can tell that it is the same message. Not for batches.
   */
  readonly messageId?: string | undefined;
  /**
   * Sends to this queue and no other. At most one of `queue`, `selector` and `shardingKey`; each of them gives up failover:
   * under the SYNC policy there is one attempt, under the ASYNC policy retries go to the same queue.
   */
  readonly queue?: MessageQueue | undefined;
  /** Chooses the queue from the writable queues of the topic. */
  readonly selector?: MessageQueueSelector | undefined;
  /** Messages with the same key go to the same queue as long as the topic's queues stay the same (Java's hash). */
  readonly shardingKey?: string | undefined;
}

const SUBJECT = 'send options';

export interface ResolvedSendOptions {
  readonly timeoutMs: number;
  readonly messageId: string | undefined;
  readonly pin: QueuePin | undefined;
}

/** As the ids of this client and of Java are. */
const MESSAGE_ID = /^[0-9A-F]{32}$/;

/**
 * @throws {InvalidOptionsError} INVALID_OPTIONS - a bad time-out, signal or queue, or several ways to choose the queue
 * @throws {InvalidMessageError} INVALID_MESSAGE - a queue of another topic
 */
export function resolveSendOptions(
  options: SendOptions | undefined,
  message: Message,
  defaultTimeoutMs: number,
): ResolvedSendOptions {
  if (options === undefined) return { timeoutMs: defaultTimeoutMs, messageId: undefined, pin: undefined };
  // Java takes the time-out itself here; without a word it would not count.
  if (typeof options !== 'object' || (options as SendOptions | null) === null) {
    throw new InvalidOptionsError(SUBJECT, ['they must be an object, such as { timeoutMs: 3000 }']);
  }
  const { timeoutMs = defaultTimeoutMs, signal, messageId } = options;
  refuseProblems(SUBJECT, [
    numberProblem('timeoutMs', timeoutMs, 1),
    signalProblem(signal),
    messageIdProblem(messageId),
    pinProblem(options),
  ]);
  return { timeoutMs, messageId, pin: pinOf(options, message) };
}

/** By what is asked of it: signals of other realms and of polyfills are good, too. */
function signalProblem(signal: unknown): string | undefined {
  if (signal === undefined) return undefined;
  const { aborted, addEventListener } = (signal ?? {}) as Partial<AbortSignal>;
  const isSignal = typeof aborted === 'boolean' && typeof addEventListener === 'function';
  return isSignal ? undefined : 'signal must be an AbortSignal';
}

function messageIdProblem(messageId: unknown): string | undefined {
  if (messageId === undefined || (typeof messageId === 'string' && MESSAGE_ID.test(messageId))) return undefined;
  return 'messageId must be 32 hex digits in upper case, as in errors and results';
}

function pinProblem({ queue, selector, shardingKey }: SendOptions): string | undefined {
  const given = Object.entries({ queue, selector, shardingKey }).filter(([, value]) => value !== undefined);
  if (given.length > 1) return `${given.map(([name]) => name).join(' and ')} exclude each other`;
  if (selector !== undefined && typeof selector !== 'function') return 'selector must be a function';
  if (shardingKey !== undefined && (typeof shardingKey !== 'string' || shardingKey.trim() === '')) {
    return 'shardingKey must be a string that is not blank';
  }
  return undefined;
}

function pinOf({ queue, selector, shardingKey }: SendOptions, message: Message): QueuePin | undefined {
  if (queue !== undefined) return pinToQueue(queue, message);
  if (selector !== undefined) return pinBySelector(selector, message);
  return shardingKey === undefined ? undefined : pinBySelector(selectQueueByHash(shardingKey), message);
}
