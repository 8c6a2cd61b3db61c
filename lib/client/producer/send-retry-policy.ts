/**
 * What follows a failed attempt, as a pure function. Source: client behaviour B.5 step 7 (SYNC) and B.10 (ASYNC).
 */
import { RocketMQError } from '../errors/rocketmq-error.js';
import type { ErrorCode } from '../errors/error-code.js';
import { responseCodeRemedy } from '../protocol/response-code.js';

/** RocketMQ's communication modes: SYNC retries broker errors too, ASYNC connection errors only, ONEWAY nothing. */
export type SendMode = 'SYNC' | 'ASYNC' | 'ONEWAY';

/** `refresh-route`: the route is asked for again before the next attempt. */
export type RetryVerdict = 'retry' | 'refresh-route' | 'fail';

/** Failures of one attempt, and of its connection, that say nothing about other brokers. */
const ATTEMPT_ERRORS: ReadonlySet<ErrorCode> = new Set([
  'CONNECT_FAILED',
  'CONNECTION_CLOSED',
  'REQUEST_TIMEOUT',
  'TOO_MANY_REQUESTS',
  'BROKER_NOT_FOUND',
]);

export interface FailedAttempt {
  readonly mode: SendMode;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Rest of the send's budget, in milliseconds. */
  readonly leftMs: number;
  readonly error: Error;
  /** Broker codes that the user wants to be tried again in this mode, besides Java's. */
  readonly retryCodes: ReadonlySet<number>;
}

export function decideRetry(failed: FailedAttempt): RetryVerdict {
  if (failed.attempt >= failed.maxAttempts || failed.leftMs <= 0) return 'fail';
  const { error } = failed;
  if (!(error instanceof RocketMQError)) return 'fail';
  if (ATTEMPT_ERRORS.has(error.code)) return 'retry';
  if (failed.mode === 'SYNC' && error.code === 'RESPONSE_INVALID') return 'retry';
  if (error.code !== 'BROKER_RESPONSE' || error.responseCode === undefined) return 'fail';
  if (failed.retryCodes.has(error.responseCode)) return 'retry';
  if (failed.mode !== 'SYNC') return 'fail';
  const remedy = responseCodeRemedy(error.responseCode);
  if (remedy === 'refresh-route') return 'refresh-route';
  return remedy === 'other-broker' ? 'retry' : 'fail';
}

export interface AttemptBudget {
  readonly leftMs: number;
  /** Attempts that may still be made, this one included. */
  readonly attemptsLeft: number;
  readonly brokerCount: number;
  readonly maxTimeoutPerRequestMs: 'share' | 'none' | number;
}

/** How long an attempt may take: less than all that is left only while another broker could take the message. */
export function attemptTimeoutMs(budget: AttemptBudget): number {
  const { leftMs, attemptsLeft, brokerCount, maxTimeoutPerRequestMs } = budget;
  if (maxTimeoutPerRequestMs === 'none' || attemptsLeft <= 1 || brokerCount <= 1) return leftMs;
  return maxTimeoutPerRequestMs === 'share' ? leftMs / attemptsLeft : Math.min(leftMs, maxTimeoutPerRequestMs);
}
