/**
 * Options of automatic batching. Source: client behaviour F.4 (Java `batchMaxBytes`, `batchMaxDelayMs`).
 */
import { numberProblem, wholeNumberProblem } from '../errors/option-problems.js';

export interface BatchingOptions {
  /** Most messages of one batch; default 128. */
  readonly maxCount?: number | undefined;
  /** Most bytes of one batch, properties included; default 32768 (Java `batchMaxBytes`). Larger messages go by themselves. */
  readonly maxBytes?: number | undefined;
  /**
   * How long the first message of a batch waits for others, in milliseconds (Java `batchMaxDelayMs`), at most half of the
   * time that its send has. Default 0: until the
   * end of the turn of the event loop, and of the tick while nothing else is under way, so that nobody waits for a timer.
   */
  readonly lingerMs?: number | undefined;
}

export type ResolvedBatching = { readonly [K in keyof BatchingOptions]-?: NonNullable<BatchingOptions[K]> };

/** Java's largest `batchMaxDelayMs` and `batchMaxBytes`. */
const MOST_LINGER_MS = 30_000;
const MOST_BYTES = 2_097_152;

/** `undefined` without batching. */
export function resolveBatching(batching: boolean | BatchingOptions | undefined): ResolvedBatching | undefined {
  if (batching === undefined || batching === false) return undefined;
  const { maxCount = 128, maxBytes = 32_768, lingerMs = 0 } = batching === true ? {} : batching;
  return { maxCount, maxBytes, lingerMs };
}

export function batchingProblems(
  given: unknown,
  resolved: ResolvedBatching | undefined,
): readonly (string | undefined)[] {
  if (resolved === undefined) return [];
  if (given !== true && (typeof given !== 'object' || given === null || Array.isArray(given))) {
    return [`batching is ${String(given)}, it must be true, false or { maxCount, maxBytes, lingerMs }`];
  }
  const { maxCount, maxBytes, lingerMs } = resolved;
  return [
    wholeNumberProblem('batching.maxCount', maxCount, 1),
    wholeNumberProblem('batching.maxBytes', maxBytes, 1, MOST_BYTES),
    numberProblem('batching.lingerMs', lingerMs, 0, MOST_LINGER_MS),
  ];
}
