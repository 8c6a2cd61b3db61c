/**
 * Options of one producer and of one send, with Java's defaults. Source: client behaviour H.2 (`DefaultMQProducer`).
 */
import { InvalidOptionsError } from '../errors/input-errors.js';
import { DEFAULT_COMPRESS_OVER_BYTES } from '../message/message-compression.js';
import { DEFAULT_MAX_BODY_BYTES } from '../message/message.js';
import { groupProblem } from '../message/name-validation.js';
import { AUTO_CREATE_TOPIC } from '../protocol/protocol-limits.js';

export interface ProducerOptions {
  /** Producer group (Java `producerGroup`): letters, digits, `%`, `-`, `_`, `|`; at most 255 characters. */
  readonly group: string;
  /** Whole budget of one send, all attempts included, in milliseconds; default 3000 (Java `sendMsgTimeout`). */
  readonly timeoutMs?: number | undefined;
  /** Attempts after the first one under the SYNC policy; default 2. */
  readonly retryTimesWhenSendFailed?: number | undefined;
  /** Attempts after the first one under the ASYNC policy; default 2. */
  readonly retryTimesWhenSendAsyncFailed?: number | undefined;
  /**
   * How long one attempt may take while another broker could take the message: its `share` of the time left (default),
   * a number of milliseconds, or `none` for all of it (Java's `sendMsgMaxTimeoutPerRequest` = -1).
   */
  readonly maxTimeoutPerRequestMs?: 'share' | 'none' | number | undefined;
  /** Bodies from this size on are compressed, in bytes; default 4096 (Java `compressMsgBodyOverHowmuch`). */
  readonly compressOverBytes?: number | undefined;
  /** Largest body before compression, in bytes; default 4194304 (Java `maxMessageSize`). */
  readonly maxBodyBytes?: number | undefined;
  /** Template for topics that brokers create by themselves; default `TBW102`. */
  readonly createTopicKey?: string | undefined;
  /** Takes failed ASYNC sends that have no callback of their own. Without it they become an event and a log line. */
  readonly onException?: ((error: Error) => void) | undefined;
}

export interface SendOptions {
  /** Whole budget of this send, in milliseconds; default the producer's `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
}

/** {@link ProducerOptions} with every default filled in. */
export type ResolvedProducerOptions = {
  readonly [K in Exclude<keyof ProducerOptions, 'onException'>]-?: NonNullable<ProducerOptions[K]>;
} & Pick<ProducerOptions, 'onException'>;

/** Java's name for "no group"; brokers would mix up all producers that use it. */
const RESERVED_GROUP = 'DEFAULT_PRODUCER';

/** @throws {InvalidOptionsError} INVALID_OPTIONS - lists every bad option */
export function resolveProducerOptions(options: ProducerOptions): ResolvedProducerOptions {
  const resolved: ResolvedProducerOptions = {
    group: options.group,
    timeoutMs: options.timeoutMs ?? 3000,
    retryTimesWhenSendFailed: options.retryTimesWhenSendFailed ?? 2,
    retryTimesWhenSendAsyncFailed: options.retryTimesWhenSendAsyncFailed ?? 2,
    maxTimeoutPerRequestMs: options.maxTimeoutPerRequestMs ?? 'share',
    compressOverBytes: options.compressOverBytes ?? DEFAULT_COMPRESS_OVER_BYTES,
    maxBodyBytes: options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
    createTopicKey: options.createTopicKey ?? AUTO_CREATE_TOPIC,
    onException: options.onException,
  };
  const problems = [
    groupProblem(options.group, RESERVED_GROUP),
    numberProblem('timeoutMs', resolved.timeoutMs, 1),
    wholeNumberProblem('maxBodyBytes', resolved.maxBodyBytes, 1),
    ...(['retryTimesWhenSendFailed', 'retryTimesWhenSendAsyncFailed', 'compressOverBytes'] as const).map((name) =>
      wholeNumberProblem(name, resolved[name], 0),
    ),
    ['share', 'none'].includes(String(resolved.maxTimeoutPerRequestMs))
      ? undefined
      : numberProblem('maxTimeoutPerRequestMs', resolved.maxTimeoutPerRequestMs, 1),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new InvalidOptionsError('producer options', problems);
  return resolved;
}

/** @throws {InvalidOptionsError} INVALID_OPTIONS */
export function resolveTimeoutMs(options: SendOptions | undefined, producer: ResolvedProducerOptions): number {
  const timeoutMs = options?.timeoutMs;
  if (timeoutMs === undefined) return producer.timeoutMs;
  const problem = numberProblem('timeoutMs', timeoutMs, 1);
  if (problem !== undefined) throw new InvalidOptionsError('send options', [problem]);
  return timeoutMs;
}

const LARGEST = 2_147_483_647;

function wholeNumberProblem(name: string, value: unknown, least: number): string | undefined {
  if (Number.isInteger(value) && isBetween(value, least)) return undefined;
  return `${name} is ${String(value)}, it must be a whole number from ${least} to ${LARGEST}`;
}

function numberProblem(name: string, value: unknown, least: number): string | undefined {
  if (isBetween(value, least)) return undefined;
  return `${name} is ${String(value)}, it must be a number from ${least} to ${LARGEST}`;
}

function isBetween(value: unknown, least: number): boolean {
  return typeof value === 'number' && value >= least && value <= LARGEST;
}
