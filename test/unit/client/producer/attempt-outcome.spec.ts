import { describe, expect, it } from '@jest/globals';
import { SendForbiddenError } from '../../../../lib/client/errors/send-errors.js';
import { BrokerNotFoundError, BrokerResponseError } from '../../../../lib/client/errors/server-errors.js';
import {
  ConnectError,
  ConnectionClosedError,
  RequestTimeoutError,
  ResponseInvalidError,
  TooManyRequestsError,
} from '../../../../lib/client/errors/transport-errors.js';
import { attemptOutcome } from '../../../../lib/client/producer/attempt-outcome.js';
import type { SendMode } from '../../../../lib/client/producer/send-retry-policy.js';

const A = '10.0.0.1:10911';
const refused = new BrokerResponseError({ address: A, responseCode: 2, responseName: 'SYSTEM_BUSY', remark: 'busy' });
const unanswered = [
  new ConnectError(A, 'refused'),
  new ConnectionClosedError(A, 'reset'),
  new RequestTimeoutError(A, 3000),
  new ResponseInvalidError('no queue id'),
];

const FINE = 'available, reachable';
const ISOLATED = 'isolated, reachable';
const UNREACHABLE = 'isolated, unreachable';

function outcomeOf(mode: SendMode, error: Error | undefined, isDetecting = false): string {
  const outcome = attemptOutcome({ mode, error, isDetecting });
  if (outcome === undefined) return 'nothing';
  return `${outcome.isIsolated ? 'isolated' : 'available'}, ${outcome.isReachable ? 'reachable' : 'unreachable'}`;
}

describe('what the end of an attempt says of its broker', () => {
  it.each(['SYNC', 'ASYNC', 'ONEWAY'] as const)('[D4.1] [D4.3] %s: a stored message, that it is well', (mode) => {
    expect(outcomeOf(mode, undefined)).toBe(FINE);
  });

  it.each(['SYNC', 'ASYNC', 'ONEWAY'] as const)('[D4.1] [D4.3] %s: an unknown address, nothing against it', (mode) => {
    expect(outcomeOf(mode, new BrokerNotFoundError('broker-a'))).toBe(FINE);
  });

  it.each([
    ['SYNC', UNREACHABLE],
    ['ASYNC', ISOLATED],
    ['ONEWAY', UNREACHABLE],
  ] as const)('[D4.1] [D4.3] [D4.5] %s: an error code, %s', (mode, outcome) => {
    expect([outcomeOf(mode, refused), outcomeOf(mode, refused, true)]).toEqual([outcome, outcome]);
  });

  it.each(unanswered.flatMap((error) => (['SYNC', 'ASYNC', 'ONEWAY'] as const).map((mode) => [mode, error] as const)))(
    '[D4.1] [D4.3] %s: %p, isolated; with a detector unreachable until it has looked, except under ASYNC',
    (mode, error) => {
      const withDetector = mode === 'ASYNC' ? ISOLATED : UNREACHABLE;

      expect([outcomeOf(mode, error), outcomeOf(mode, error, true)]).toEqual([ISOLATED, withDetector]);
    },
  );

  it.each([
    new TypeError('a hook broke'),
    new SendForbiddenError('T', 'Guard'),
    new TooManyRequestsError(A, 3000, 'full'),
  ])('[D4.2] nothing, if it ended before it got there: %p', (error) => {
    expect(outcomeOf('SYNC', error, true)).toBe('nothing');
  });
});
