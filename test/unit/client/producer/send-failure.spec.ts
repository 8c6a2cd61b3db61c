import { describe, expect, it } from '@jest/globals';
import { InvalidOptionsError, ProducerClosedError } from '../../../../lib/client/errors/input-errors.js';
import type { SendFailedError, SendTimeoutError } from '../../../../lib/client/errors/send-errors.js';
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
} from '../../../../lib/client/errors/transport-errors.js';
import { type FailedSend, toSendError } from '../../../../lib/client/producer/send-failure.js';
import { aSend } from '../../../fixtures/remoting-sends.js';

const BROKER = { brokerName: 'broker-a', advertised: '172.17.0.2:10911', address: '172.17.0.2:10911' };
const BUSY = new BrokerResponseError({ address: 'a:1', responseCode: 2, responseName: 'SYSTEM_BUSY', remark: 'full' });

/** A send that began at 1000, may last until 4000, and fails at 2000. */
function failure(error: Error, facts: Partial<FailedSend> = {}): SendFailedError | SendTimeoutError {
  return toSendError({ send: aSend().send, error, code: undefined, now: 2000, broker: undefined, ...facts });
}

describe('the error of a send', () => {
  it.each([
    [new NameServerUnreachableError([]), 'NO_NAME_SERVER', 10_004],
    [new RouteNotFoundError('T', 'unknown'), 'NO_ROUTE', 10_005],
    [new BrokerNotFoundError('broker-a'), 'BROKER_NOT_FOUND', 10_003],
    [new ConnectError('a:1', 'refused'), 'BROKER_UNREACHABLE', 10_001],
    [new ConnectionClosedError('a:1', 'reset'), 'CONNECTION_CLOSED', undefined],
    [new ResponseInvalidError('no queueId'), 'RESPONSE_INVALID', undefined],
    [BUSY, 'BROKER_REJECTED', 2],
    [new RequestTimeoutError('a:1', 100), 'SEND_TIMEOUT', 10_002],
    [new Error('a hook threw'), 'HOOK_FAILED', undefined],
    [new InvalidOptionsError('a hook', ['threw an error of ours']), 'HOOK_FAILED', undefined],
  ])(
    '[B5.12a] [B5.12b] [B5.12c] [B5.12d] [B5.12e] [C2.10001] [C2.10002] [C2.10003] [C2.10004] [C2.10005] that ended with $code has the code %s',
    (cause, code, responseCode) => {
      const error = failure(cause);

      expect(error).toMatchObject({ code, responseCode, cause, topic: 'TopicTest', messageId: 'UNIQ' });
      expect(error.message).toContain(cause.message);
    },
  );

  it.each([
    [new ConnectError('a:1', 'refused'), 'SEND_TIMEOUT'],
    [new ConnectionClosedError('a:1', 'reset'), 'SEND_TIMEOUT'],
    [new BrokerNotFoundError('broker-a'), 'BROKER_NOT_FOUND'],
    [new RouteNotFoundError('T', 'unknown'), 'NO_ROUTE'],
    [BUSY, 'BROKER_REJECTED'],
    [new NameServerUnreachableError([]), 'NO_NAME_SERVER'],
  ])(
    '[B5.11] is a time-out once the budget is used up only if more time might have cured it: %#, %s',
    (cause, code) => {
      const error = failure(cause, { now: 4000 });

      expect(error).toMatchObject({ code, cause });
    },
  );

  it.each(['PRODUCER_CLOSED', 'SEND_ABORTED', 'QUEUE_SELECTION_FAILED'] as const)(
    'has the code %s if the engine says so, even after the deadline',
    (code) => {
      const cause = new ProducerClosedError('orders');

      const error = failure(cause, { code, now: 4000 });

      expect(error).toMatchObject({ code, cause });
    },
  );

  it('[B5.11] lists every attempt, in the message too', () => {
    const { send } = aSend();
    const attempts = [
      {
        attempt: 1,
        brokerName: 'broker-a',
        queueId: 0,
        address: 'a:1',
        elapsedMs: 1000,
        error: new RequestTimeoutError('a:1', 1000),
      },
      {
        attempt: 2,
        brokerName: 'broker-b',
        queueId: 1,
        address: undefined,
        elapsedMs: 0.2,
        error: new Error('unknown'),
      },
    ];
    send.ownExtras.failedAttempts = attempts;

    const error = failure(BUSY, { send });

    expect(error.attempts).toEqual(attempts);
    expect(error.message).toBe(
      'send to topic TopicTest failed after 1000 ms: a:1 answered 2 (SYSTEM_BUSY): full; attempts: ' +
        '1. broker-a a:1 after 1000 ms: no response from a:1 within 1000 ms; ' +
        '2. broker-b (no address) after 0 ms: unknown; message id UNIQ',
    );
  });

  it('says that nothing was sent when there was no attempt', () => {
    const error = failure(new NameServerUnreachableError([]));

    expect(error.message).toContain('; nothing was sent; message id UNIQ');
  });
});

describe('the hint of a broker that cannot be reached', () => {
  const unreachable = new ConnectError(BROKER.address, 'connect ETIMEDOUT');

  it('tells what the broker advertises, and names brokerIP1 and brokerAddressMap', () => {
    const error = failure(unreachable, { broker: BROKER });

    expect(error.message).toContain(
      'broker-a advertises 172.17.0.2:10911: if this host cannot reach that, set brokerIP1 in the broker',
    );
    expect(error.message).toContain("brokerAddressMap: { '172.17.0.2:10911': 'host:port' }");
  });

  it('tells what was dialled instead', () => {
    const error = failure(unreachable, { broker: { ...BROKER, address: 'localhost:20911' } });

    expect(error.message).toContain('advertises 172.17.0.2:10911 (dialled as localhost:20911, by brokerAddressMap)');
  });

  it('is not given for other failures', () => {
    const error = failure(BUSY, { broker: BROKER });

    expect(error.message).not.toContain('advertises');
  });
});
