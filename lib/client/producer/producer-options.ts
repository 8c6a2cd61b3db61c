/**
 * Options of one producer, with Java's defaults. Source: client behaviour H.2 (`DefaultMQProducer`).
 */
import { InvalidOptionsError } from '../errors/input-errors.js';
import { booleanProblem, numberProblem, unknownOptionProblems, wholeNumberProblem } from '../errors/option-problems.js';
import type { CompressType } from '../message/body-compressor.js';
import {
  BODY_COMPRESSORS,
  DEFAULT_COMPRESS_LEVEL,
  DEFAULT_COMPRESS_OVER_BYTES,
} from '../message/message-compression.js';
import { DEFAULT_MAX_BODY_BYTES } from '../message/message.js';
import { groupProblem } from '../message/name-validation.js';
import { AUTO_CREATE_TOPIC } from '../protocol/protocol-limits.js';
import {
  faultToleranceProblems,
  type FaultToleranceOptions,
  resolveFaultToleranceOptions,
} from './fault-tolerance-options.js';
import { batchingProblems, type BatchingOptions, resolveBatching, type ResolvedBatching } from './batching-options.js';
import type { CheckForbiddenHook, SendMessageHook } from './send-hook.js';
import type { InFlightLimits } from './send-permits.js';

export interface RetryResponseCodes {
  readonly sync?: readonly number[] | undefined;
  readonly async?: readonly number[] | undefined;
}

export interface ProducerOptions extends FaultToleranceOptions {
  /** Producer group (Java `producerGroup`): letters, digits, `%`, `-`, `_`, `|`; at most 255 characters. */
  readonly group: string;
  /** Whole budget of one send, all attempts included, in milliseconds; default 3000 (Java `sendMsgTimeout`). */
  readonly timeoutMs?: number | undefined;
  /** Attempts after the first one under the SYNC policy; default 2. */
  readonly retryTimesWhenSendFailed?: number | undefined;
  /** Attempts after the first one under the ASYNC policy; default 2. */
  readonly retryTimesWhenSendAsyncFailed?: number | undefined;
  /**
   * Broker codes that are worth another attempt: `sync` adds to Java's set (1, 2, 14, 16, 17, 204, 205, 1500), `async` is
   * the whole set of the ASYNC policy, empty by default as in Java.
   */
  readonly retryResponseCodes?: RetryResponseCodes | undefined;
  /** SYNC policy: tries another broker when the status is not SEND_OK, though the message is stored; default false. */
  readonly retryAnotherBrokerWhenNotStoreOK?: boolean | undefined;
  /**
   * How long one attempt may take while another broker could take the message: its `share` of the time left (default),
   * a number of milliseconds, or `none` for all of it (Java's `sendMsgMaxTimeoutPerRequest` = -1).
   */
  readonly maxTimeoutPerRequestMs?: 'share' | 'none' | number | undefined;
  /** Bodies from this size on are compressed, in bytes; default 4096 (Java `compressMsgBodyOverHowmuch`). */
  readonly compressOverBytes?: number | undefined;
  /**
   * How bodies are compressed; default `ZLIB`, which every consumer can read. `LZ4` needs the package `lz4-napi`, `ZSTD`
   * needs `@bokuweb/zstd-wasm` where Node has no zstd of its own (before 22.15); Java reads both from 4.9.4 on.
   */
  readonly compressType?: CompressType | undefined;
  /** Higher is smaller and slower; default 5. From 0 to 9 for `ZLIB`, from 1 to 22 for `ZSTD`; `LZ4` has no levels. */
  readonly compressLevel?: number | undefined;
  /** Largest body before compression, in bytes; default 4194304 (Java `maxMessageSize`). */
  readonly maxBodyBytes?: number | undefined;
  /** Most sends under way at a time, 65535 by default (Java `clientAsyncSemaphoreValue`). */
  readonly maxInFlightSends?: number | undefined;
  /** Most bytes of bodies under way at a time, 100 MiB by default (Java `backPressureForAsyncSendSize`). */
  readonly maxInFlightBytes?: number | undefined;
  /** What becomes of a send above these limits: it waits for its turn until its deadline (default), or fails at once. */
  readonly whenInFlightFull?: 'wait' | 'fail' | undefined;
  /**
   * Joins sends of one turn of the event loop into batch requests, which costs brokers and this process less; default
   * false (Java `autoBatch`). Each caller gets its own result; see `BatchingOptions` for the limits.
   */
  readonly batching?: boolean | BatchingOptions | undefined;
  /**
   * Sends go to the brokers' VIP channels, two ports below those that they advertise; default false (Java
   * `sendMessageWithVIPChannel`). Heartbeats keep to the advertised ports, but for one to a VIP channel that fell silent.
   */
  readonly vipChannelEnabled?: boolean | undefined;
  /** Marks topics that brokers create for the sends as belonging to a unit; default false (Java `unitMode`). */
  readonly unitMode?: boolean | undefined;
  /** Template for topics that brokers create by themselves; default `TBW102`. */
  readonly createTopicKey?: string | undefined;
  /** May forbid each attempt of a send, in this order, after the client's. */
  readonly checkForbiddenHooks?: readonly CheckForbiddenHook[] | undefined;
  /** See each attempt of a send before and after it, in this order, after the client's. */
  readonly sendMessageHooks?: readonly SendMessageHook[] | undefined;
  /** Takes failed ASYNC sends that have no callback of their own. Without it they become an event and a log line. */
  readonly onException?: ((error: Error) => void) | undefined;
}

/** {@link ProducerOptions} with every default filled in. */
export type ResolvedProducerOptions = {
  readonly [K in Exclude<keyof ProducerOptions, 'onException' | 'batching'>]-?: NonNullable<ProducerOptions[K]>;
} & Pick<ProducerOptions, 'onException'> & { readonly batching: ResolvedBatching | undefined };

/** Java's name for "no group"; brokers would mix up all producers that use it. */
const RESERVED_GROUP = 'DEFAULT_PRODUCER';

/** @throws {InvalidOptionsError} INVALID_OPTIONS - lists every bad option */
export function resolveProducerOptions(options: ProducerOptions): ResolvedProducerOptions {
  const resolved: ResolvedProducerOptions = {
    group: options.group,
    timeoutMs: options.timeoutMs ?? 3000,
    retryTimesWhenSendFailed: options.retryTimesWhenSendFailed ?? 2,
    retryTimesWhenSendAsyncFailed: options.retryTimesWhenSendAsyncFailed ?? 2,
    retryResponseCodes: options.retryResponseCodes ?? {},
    retryAnotherBrokerWhenNotStoreOK: options.retryAnotherBrokerWhenNotStoreOK ?? false,
    maxTimeoutPerRequestMs: options.maxTimeoutPerRequestMs ?? 'share',
    compressOverBytes: options.compressOverBytes ?? DEFAULT_COMPRESS_OVER_BYTES,
    compressType: options.compressType ?? 'ZLIB',
    compressLevel: options.compressLevel ?? DEFAULT_COMPRESS_LEVEL,
    maxBodyBytes: options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
    maxInFlightSends: options.maxInFlightSends ?? 65_535,
    maxInFlightBytes: options.maxInFlightBytes ?? 104_857_600,
    whenInFlightFull: options.whenInFlightFull ?? 'wait',
    batching: resolveBatching(options.batching),
    vipChannelEnabled: options.vipChannelEnabled ?? false,
    unitMode: options.unitMode ?? false,
    createTopicKey: options.createTopicKey ?? AUTO_CREATE_TOPIC,
    ...resolveFaultToleranceOptions(options),
    checkForbiddenHooks: options.checkForbiddenHooks ?? [],
    sendMessageHooks: options.sendMessageHooks ?? [],
    onException: options.onException,
  };
  const problems = [
    ...unknownOptionProblems(options, resolved),
    groupProblem(options.group, RESERVED_GROUP),
    numberProblem('timeoutMs', resolved.timeoutMs, 1),
    wholeNumberProblem('maxBodyBytes', resolved.maxBodyBytes, 1),
    ...limitProblems(resolved),
    ['wait', 'fail'].includes(resolved.whenInFlightFull) ? undefined : 'whenInFlightFull must be wait or fail',
    ...(['retryTimesWhenSendFailed', 'retryTimesWhenSendAsyncFailed', 'compressOverBytes'] as const).map((name) =>
      wholeNumberProblem(name, resolved[name], 0),
    ),
    ...(['sync', 'async'] as const).map((policy) => codesProblem(policy, resolved.retryResponseCodes[policy])),
    compressionProblem(resolved),
    ...faultToleranceProblems(resolved),
    ...batchingProblems(options.batching, resolved.batching),
    ...(['vipChannelEnabled', 'unitMode'] as const).map((name) => booleanProblem(name, resolved[name])),
    ['share', 'none'].includes(String(resolved.maxTimeoutPerRequestMs))
      ? undefined
      : numberProblem('maxTimeoutPerRequestMs', resolved.maxTimeoutPerRequestMs, 1),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new InvalidOptionsError('producer options', problems);
  return resolved;
}

function compressionProblem({ compressType, compressLevel }: ResolvedProducerOptions): string | undefined {
  if (!Object.hasOwn(BODY_COMPRESSORS, compressType)) {
    return `compressType is ${compressType as string}, it must be one of ${Object.keys(BODY_COMPRESSORS).join(', ')}`;
  }
  const { levels } = BODY_COMPRESSORS[compressType];
  if (levels === undefined) return undefined;
  const { least, most } = levels;
  if (Number.isInteger(compressLevel) && compressLevel >= least && compressLevel <= most) return undefined;
  return `compressLevel is ${String(compressLevel)}, for ${compressType} it must be a whole number from ${least} to ${most}`;
}

function codesProblem(policy: 'sync' | 'async', codes: unknown): string | undefined {
  if (codes === undefined || (Array.isArray(codes) && codes.every((code) => Number.isInteger(code)))) return undefined;
  return `retryResponseCodes.${policy} must be a list of response codes`;
}

function limitProblems(limits: InFlightLimits): (string | undefined)[] {
  return (['maxInFlightSends', 'maxInFlightBytes'] as const).map((name) => wholeNumberProblem(name, limits[name], 1));
}

/** @throws {InvalidOptionsError} INVALID_OPTIONS */
export function checkInFlightLimits({ maxInFlightSends, maxInFlightBytes }: InFlightLimits): InFlightLimits {
  const limits = { maxInFlightSends, maxInFlightBytes };
  const problems = limitProblems(limits).filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new InvalidOptionsError('limits of sends in flight', problems);
  return limits;
}
