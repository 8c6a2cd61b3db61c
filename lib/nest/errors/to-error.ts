/**
 * Errors out of whatever users' code throws.
 */
import { types } from 'node:util';

/** The value itself if it is an error, also of another realm; else an error that names it. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error || types.isNativeError(thrown)) return thrown;
  return new Error(`something other than an error was thrown: ${String(thrown)}`, { cause: thrown });
}

/** Whether a value is waited for by `await`. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
