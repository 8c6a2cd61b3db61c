/**
 * The one base of every error that this package throws.
 * Concrete errors extend it once; what their codes mean is in error-code.ts.
 */
import type { ErrorCode } from './error-code.js';

/** What every {@link RocketMQError} is made from. */
export interface RocketMQErrorOptions extends ErrorOptions {
  /** RocketMQ's own number for the failure, where it has one. */
  readonly responseCode?: number | undefined;
}

/**
 * Base class of all errors of this package. Match on `code`: it is stable, the message is for people.
 */
export abstract class RocketMQError extends Error {
  /** What went wrong, as a stable literal; see `ERROR_CODES` for meaning and remedy. */
  abstract readonly code: ErrorCode;
  /** RocketMQ's number (10004, or the broker's answer), `undefined` where RocketMQ has none. */
  readonly responseCode: number | undefined;

  constructor(message: string, options: RocketMQErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.responseCode = options.responseCode;
  }
}
