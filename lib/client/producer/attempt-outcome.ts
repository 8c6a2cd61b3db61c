/**
 * What the end of one attempt says about its broker, as a pure table.
 * Source: client behaviour B.5 steps 6 and 7 (SYNC and ONEWAY) and B.10 (ASYNC).
 */
import type { ErrorCode } from '../errors/error-code.js';
import { RocketMQError } from '../errors/rocketmq-error.js';
import type { SendMode } from './send-retry-policy.js';

export interface AttemptOutcome {
  /** Leaves the broker out as if it had been very slow. */
  readonly isIsolated: boolean;
  readonly isReachable: boolean;
}

type OutcomeRow = Readonly<Record<SendMode, AttemptOutcome>>;

const FINE: AttemptOutcome = { isIsolated: false, isReachable: true };
const ISOLATED: AttemptOutcome = { isIsolated: true, isReachable: true };
const UNREACHABLE: AttemptOutcome = { isIsolated: true, isReachable: false };

/** Java's `MQClientException`: the route's doing, not the broker's. */
const NOT_THE_BROKER: OutcomeRow = { SYNC: FINE, ASYNC: FINE, ONEWAY: FINE };
/** Java's `MQBrokerException`. */
const REFUSED: OutcomeRow = { SYNC: UNREACHABLE, ASYNC: ISOLATED, ONEWAY: UNREACHABLE };
/** Java's `RemotingException`. */
const UNANSWERED: OutcomeRow = { SYNC: ISOLATED, ASYNC: ISOLATED, ONEWAY: ISOLATED };
/** The same with a detector, which will find out when the broker can be reached again. */
const UNANSWERED_DETECTED: OutcomeRow = { SYNC: UNREACHABLE, ASYNC: ISOLATED, ONEWAY: UNREACHABLE };

const ROWS: Partial<Record<ErrorCode, 'unanswered' | OutcomeRow>> = {
  BROKER_NOT_FOUND: NOT_THE_BROKER,
  BROKER_RESPONSE: REFUSED,
  CONNECT_FAILED: 'unanswered',
  CONNECTION_CLOSED: 'unanswered',
  REQUEST_TIMEOUT: 'unanswered',
  RESPONSE_INVALID: 'unanswered',
};

export interface EndedAttempt {
  readonly mode: SendMode;
  /** `undefined` for an attempt that ended well, whatever the status of the message. */
  readonly error: Error | undefined;
  readonly isDetecting: boolean;
}

/** `undefined` for what says nothing of the broker: a hook or the limit of this client kept the attempt from it. */
export function attemptOutcome({ mode, error, isDetecting }: EndedAttempt): AttemptOutcome | undefined {
  if (error === undefined) return FINE;
  const row = error instanceof RocketMQError ? ROWS[error.code] : undefined;
  if (row !== 'unanswered') return row?.[mode];
  return (isDetecting ? UNANSWERED_DETECTED : UNANSWERED)[mode];
}
