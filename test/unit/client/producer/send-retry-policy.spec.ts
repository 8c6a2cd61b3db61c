import { describe, expect, it } from '@jest/globals';
import { InvalidOptionsError } from '../../../../lib/client/errors/input-errors.js';
import {
  BrokerNotFoundError,
  BrokerResponseError,
  NameServerUnreachableError,
  RouteNotFoundError,
} from '../../../../lib/client/errors/server-errors.js';
import {
  ConnectError,
  ConnectionClosedError,
  RequestTimeoutError,
  ResponseInvalidError,
  TooManyRequestsError,
} from '../../../../lib/client/errors/transport-errors.js';
import {
  attemptTimeoutMs,
  decideRetry,
  type FailedAttempt,
} from '../../../../lib/client/producer/send-retry-policy.js';

function decide(error: Error, facts: Partial<FailedAttempt> = {}): string {
  return decideRetry({
    mode: 'SYNC',
    attempt: 1,
    maxAttempts: 3,
    leftMs: 1000,
    error,
    retryCodes: new Set(),
    ...facts,
  });
}

const answered = (responseCode: number): BrokerResponseError =>
  new BrokerResponseError({ address: 'a:1', responseCode, responseName: undefined, remark: undefined });

const CONNECTION_ERRORS = [
  new ConnectError('a:1', 'refused'),
  new ConnectionClosedError('a:1', 'reset'),
  new RequestTimeoutError('a:1', 100),
  new BrokerNotFoundError('broker-a'),
  new TooManyRequestsError('a:1', 100, 'full'),
] as const;

describe('a broker code', () => {
  it.each([1, 2, 14, 16, 204, 205, 1500])(
    '[B5.7c] [B5.8] [C3.1] [C3.2] [C3.14] [C3.16] [C3.204] [C3.205] [C3.1500] %d is tried elsewhere under the SYNC policy',
    (code) => {
      const verdict = decide(answered(code));

      expect(verdict).toBe('retry');
    },
  );

  it('[B5.8] [C3.17] 17 asks for the route again first under the SYNC policy', () => {
    const verdict = decide(answered(17));

    expect(verdict).toBe('refresh-route');
  });

  it.each(['SYNC', 'ASYNC', 'ONEWAY'] as const)('[B5.8] that the user added is tried again in the mode %s', (mode) => {
    const verdict = decide(answered(13), { mode, retryCodes: new Set([13]) });

    expect(verdict).toBe('retry');
  });

  it.each([3, 13, 29, 215, 501, -1, 9999])(
    '[B5.7d] [C3.3] [C3.13] [C3.29] [C3.215] %d is final under the SYNC policy',
    (code) => {
      const verdict = decide(answered(code));

      expect(verdict).toBe('fail');
    },
  );

  it.each([1, 2, 14, 16, 17, 204, 205, 1500, 3, 13])('[B10.2] %d is final under the ASYNC policy', (code) => {
    const verdict = decide(answered(code), { mode: 'ASYNC' });

    expect(verdict).toBe('fail');
  });
});

describe('a failed attempt', () => {
  it.each(CONNECTION_ERRORS.flatMap((error) => (['SYNC', 'ASYNC'] as const).map((mode) => ({ error, mode }))))(
    'is repeated after $error.code under the $mode policy',
    ({ error, mode }) => {
      const verdict = decide(error, { mode });

      expect(verdict).toBe('retry');
    },
  );

  it('[B5.7b] is repeated after an answer that cannot be read under the SYNC policy', () => {
    const verdict = decide(new ResponseInvalidError('no queueId'));

    expect(verdict).toBe('retry');
  });

  it('[B10.3] an answer that cannot be read is final under the ASYNC policy: the message is stored', () => {
    const verdict = decide(new ResponseInvalidError('no queueId'), { mode: 'ASYNC' });

    expect(verdict).toBe('fail');
  });

  it.each([
    new NameServerUnreachableError([]),
    new RouteNotFoundError('T', 'unknown'),
    new InvalidOptionsError('hook', []),
    new Error('a hook threw'),
  ])('is not repeated after $message', (error) => {
    const verdicts = [decide(error), decide(error, { mode: 'ASYNC' })];

    expect(verdicts).toEqual(['fail', 'fail']);
  });

  it.each([
    [1, 3, 'retry'],
    [2, 3, 'retry'],
    [3, 3, 'fail'],
    [1, 1, 'fail'],
  ])('[B5.0a] [B10.10] number %d of %d leads to: %s', (attempt, maxAttempts, expected) => {
    const verdict = decide(new ConnectError('a:1', 'refused'), { attempt, maxAttempts });

    expect(verdict).toBe(expected);
  });

  it.each([
    [0.5, 'retry'],
    [0, 'fail'],
    [-1, 'fail'],
  ])('[B5.3] [B10.6] [B10.10] with %d ms left leads to: %s', (leftMs, expected) => {
    const verdict = decide(new ConnectError('a:1', 'refused'), { leftMs });

    expect(verdict).toBe(expected);
  });
});

describe('the time of an attempt', () => {
  it.each([
    ['its share while another broker could take the message', 3000, 3, 2, 'share', 1000],
    ['a larger share the fewer attempts are left', 2000, 2, 2, 'share', 1000],
    ['all that is left for the last attempt', 1000, 1, 2, 'share', 1000],
    ['all that is left when there is no other broker', 3000, 3, 1, 'share', 3000],
    ['all that is left if told so', 3000, 3, 2, 'none', 3000],
    ['a number of milliseconds', 3000, 3, 2, 500, 500],
    ['never more than what is left', 300, 3, 2, 500, 300],
    ['all that is left for the last attempt, whatever the number', 3000, 1, 2, 500, 3000],
    ['all that is left without another broker, whatever the number', 3000, 3, 1, 500, 3000],
  ] as const)('[B5.4] is %s', (_what, leftMs, attemptsLeft, brokerCount, maxTimeoutPerRequestMs, expected) => {
    const timeoutMs = attemptTimeoutMs({ leftMs, attemptsLeft, brokerCount, maxTimeoutPerRequestMs });

    expect(timeoutMs).toBe(expected);
  });
});
