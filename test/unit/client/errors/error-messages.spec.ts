/**
 * What errors say: what happened, to whom, with numbers; and the facts they keep for programs.
 */
import { describe, expect, it } from '@jest/globals';
import { InvalidOptionsError } from '../../../../lib/client/errors/input-errors.js';
import { SendFailedError, SendTimeoutError, type SendErrorFacts } from '../../../../lib/client/errors/send-errors.js';
import { BrokerResponseError, NameServerUnreachableError } from '../../../../lib/client/errors/server-errors.js';
import {
  ConnectError,
  ConnectionClosedError,
  FrameError,
  RequestTimeoutError,
  TooManyRequestsError,
} from '../../../../lib/client/errors/transport-errors.js';

const REFUSED = new ConnectError('10.0.0.1:10911', 'connect ECONNREFUSED');
const FACTS: SendErrorFacts = {
  topic: 'orders',
  messageId: '7F00',
  elapsedMs: 12.4,
  attempts: [
    { attempt: 1, brokerName: 'broker-a', queueId: 3, address: '10.0.0.1:10911', elapsedMs: 5.2, error: REFUSED },
    { attempt: 2, brokerName: 'broker-b', queueId: 0, address: undefined, elapsedMs: 0, error: new Error('no master') },
  ],
};

describe('SendFailedError', () => {
  it('lists every attempt with broker, address, time and reason', () => {
    const error = new SendFailedError('BROKER_UNREACHABLE', 'no broker of 2 could be reached', FACTS, REFUSED);

    expect(error.message).toBe(
      'send to topic orders failed after 12 ms: no broker of 2 could be reached; attempts: ' +
        '1. broker-a 10.0.0.1:10911 after 5 ms: cannot connect to 10.0.0.1:10911: connect ECONNREFUSED; ' +
        '2. broker-b (no address) after 0 ms: no master; message id 7F00',
    );
  });

  it('keeps topic, message id, attempts, the last failure and its number', () => {
    const error = new SendFailedError('BROKER_UNREACHABLE', 'why', FACTS, REFUSED);

    expect(error).toMatchObject({ topic: 'orders', messageId: '7F00', attempts: FACTS.attempts, responseCode: 10_001 });
    expect(error.cause).toBe(REFUSED);
  });

  it('says so if nothing was sent', () => {
    const error = new SendFailedError('NO_ROUTE', 'unknown topic', { ...FACTS, attempts: [] });

    expect(error.message).toContain('unknown topic; nothing was sent; message id 7F00');
  });
});

describe('SendTimeoutError', () => {
  it('[C1.8] names the budget', () => {
    const error = new SendTimeoutError(3000, 'the broker did not answer', FACTS, REFUSED);

    expect(error.message).toContain('no result within 3000 ms, the broker did not answer');
    expect(error).toMatchObject({ timeoutMs: 3000, topic: 'orders', messageId: '7F00', cause: REFUSED });
  });
});

describe('BrokerResponseError', () => {
  it('[C1.2] quotes address, code, name and remark', () => {
    const answer = { address: '10.0.0.1:10911', responseCode: 17, responseName: 'TOPIC_NOT_EXIST', remark: 'no topic' };

    const error = new BrokerResponseError(answer);

    expect(error.message).toBe('10.0.0.1:10911 answered 17 (TOPIC_NOT_EXIST): no topic');
    expect(error).toMatchObject(answer);
  });

  it('says so if code and remark tell nothing', () => {
    const error = new BrokerResponseError({
      address: 'b:1',
      responseCode: 9999,
      responseName: undefined,
      remark: undefined,
    });

    expect(error.message).toBe('b:1 answered 9999 (a code unknown to this client): no remark');
  });

  it.each([
    [16, 'username cannot be null.'],
    [16, 'check signature failed.'],
    [16, 'User:shop is not found.'],
    [16, 'User:shop has no permission to access Topic:orders from 10.0.0.9, no matched policies.'],
    [1, 'org.apache.rocketmq.acl.common.AclException: No accessKey is configured, org.apache...'],
  ])('names the option credentials when access control says %d %s', (responseCode, remark) => {
    const error = new BrokerResponseError({ address: 'b:1', responseCode, responseName: 'CODE', remark });

    const hint = '(check the client option credentials, and what the servers allow its accessKey)';
    expect(error.message).toBe(`b:1 answered ${responseCode} (CODE): ${remark} ${hint}`);
  });

  it.each([
    [16, 'the broker[10.0.0.1] sending message is forbidden'],
    [1, 'java.lang.NullPointerException'],
  ])('names no option for other refusals with the same code: %d %s', (responseCode, remark) => {
    const error = new BrokerResponseError({ address: 'b:1', responseCode, responseName: 'CODE', remark });

    expect(error.message).toBe(`b:1 answered ${responseCode} (CODE): ${remark}`);
  });
});

describe('NameServerUnreachableError', () => {
  it('[C1.11] lists the failure of every address and keeps the last one as cause', () => {
    const failures = [
      { address: 'n1:9876', error: new Error('refused') },
      { address: 'n2:9876', error: new Error('timed out') },
    ];

    const error = new NameServerUnreachableError(failures);

    expect(error.message).toContain('n1:9876 (refused), n2:9876 (timed out)');
    expect(error.failures).toBe(failures);
    expect(error.cause).toBe(failures[1]?.error);
  });

  it('says so if there was no time to ask any', () => {
    const error = new NameServerUnreachableError([]);

    expect(error.message).toBe('no name server could be asked in the time left');
  });
});

describe('errors of a connection', () => {
  it('name the address and keep their cause', () => {
    const cause = new Error('ECONNRESET');

    const errors = [
      new ConnectError('b:1', 'refused', { cause }),
      new ConnectionClosedError('b:1', 'reset', { cause }),
      new RequestTimeoutError('b:1', 2999.6, { cause }),
    ];

    expect(errors.map(({ message }) => message)).toEqual([
      'cannot connect to b:1: refused',
      'connection to b:1 closed: reset',
      'no response from b:1 within 3000 ms',
    ]);
    expect(errors.map((error) => error.cause)).toEqual([cause, cause, cause]);
    expect(errors.map(({ address }) => address)).toEqual(['b:1', 'b:1', 'b:1']);
  });

  it('tell for how long and what a request waited that was not sent', () => {
    const error = new TooManyRequestsError('b:1', 300.4, '5 of 5 are in flight');

    expect(error.message).toBe('a request to b:1 was not sent within 300 ms: 5 of 5 are in flight');
    expect(error).toMatchObject({ address: 'b:1', waitedMs: 300.4 });
  });

  it('keep the cause of a bad frame', () => {
    const cause = new SyntaxError('Unexpected token');

    const error = new FrameError('FRAME_MALFORMED', 'not JSON', { cause });

    expect(error.cause).toBe(cause);
  });
});

describe('InvalidOptionsError', () => {
  it('[C1.13] lists every problem at once', () => {
    const problems = ['nameServers is empty', 'timeoutMs is -1, it should be positive'];

    const error = new InvalidOptionsError('client options', problems);

    expect(error.message).toBe('client options: nameServers is empty; timeoutMs is -1, it should be positive');
    expect(error.problems).toBe(problems);
  });
});
