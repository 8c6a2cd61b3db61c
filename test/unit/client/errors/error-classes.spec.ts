/**
 * The table of all errors: class, code, name and number.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import * as adminErrors from '../../../../lib/client/errors/admin-errors.js';
import { ERROR_CODES } from '../../../../lib/client/errors/error-code.js';
import * as inputErrors from '../../../../lib/client/errors/input-errors.js';
import * as batchErrors from '../../../../lib/client/producer/batch-partly-sent-error.js';
import { RocketMQError } from '../../../../lib/client/errors/rocketmq-error.js';
import * as sendErrors from '../../../../lib/client/errors/send-errors.js';
import * as serverErrors from '../../../../lib/client/errors/server-errors.js';
import * as transportErrors from '../../../../lib/client/errors/transport-errors.js';

const FACTS: sendErrors.SendErrorFacts = { topic: 'orders', messageId: 'ID', attempts: [], elapsedMs: 1 };
const ANSWER = { address: 'b:1', responseCode: 2, responseName: 'SYSTEM_BUSY', remark: 'busy' };
const SEND_FAILED_CODES = [
  'NO_NAME_SERVER',
  'NO_ROUTE',
  'BROKER_NOT_FOUND',
  'BROKER_UNREACHABLE',
  'BROKER_REJECTED',
  'CONNECTION_CLOSED',
  'RESPONSE_INVALID',
  'HOOK_FAILED',
  'COMPRESSION_UNAVAILABLE',
  'PRODUCER_CLOSED',
  'QUEUE_SELECTION_FAILED',
  'SEND_ABORTED',
  'BACK_PRESSURE',
  'UNSUPPORTED_BY_BROKER',
] as const satisfies readonly sendErrors.SendFailedCode[];

const { InvalidOptionsError, InvalidMessageError, ProducerNotStartedError, ProducerClosedError, ClientClosedError } =
  inputErrors;
const { CompressionUnavailableError } = inputErrors;
const { FrameError, ResponseInvalidError, ConnectError, ConnectionClosedError, RequestTimeoutError } = transportErrors;
const { TooManyRequestsError } = transportErrors;
const { BrokerResponseError, NameServerUnreachableError, RouteNotFoundError, BrokerNotFoundError } = serverErrors;
const { MessageNotFoundError, TopicNotCreatedError } = adminErrors;
const { UnsupportedByBrokerError } = serverErrors;
const { SendFailedError, SendTimeoutError, SendForbiddenError } = sendErrors;

interface Row {
  readonly error: RocketMQError;
  readonly name: string;
  readonly code: string;
  readonly responseCode: number | undefined;
}

function row(name: string, error: RocketMQError, code: string, responseCode?: number): Row {
  return { name, error, code, responseCode };
}

const UNAVAILABLE = new CompressionUnavailableError('LZ4', 'lz4-napi', { cause: new Error('not found') });

const REFUSED = new ConnectError('b:1', 'refused');

function partlySent(cause: RocketMQError): RocketMQError {
  return new batchErrors.BatchPartlySentError('orders', [], { failed: 1, total: 3 }, cause);
}

const ROWS: readonly Row[] = [
  row('InvalidOptionsError', new InvalidOptionsError('client options', ['a']), 'INVALID_OPTIONS'),
  row('InvalidMessageError', new InvalidMessageError('topic', 'no', { responseCode: 13 }), 'INVALID_MESSAGE', 13),
  row('ProducerNotStartedError', new ProducerNotStartedError('PG'), 'PRODUCER_NOT_STARTED', -1),
  row('ProducerClosedError', new ProducerClosedError('PG'), 'PRODUCER_CLOSED', -1),
  row('ClientClosedError', new ClientClosedError('id'), 'CLIENT_CLOSED'),
  row('CompressionUnavailableError', UNAVAILABLE, 'COMPRESSION_UNAVAILABLE'),
  row('FrameError', new FrameError('FRAME_TOO_LARGE', 'big'), 'FRAME_TOO_LARGE'),
  row('FrameError', new FrameError('FRAME_MALFORMED', 'bad'), 'FRAME_MALFORMED'),
  row('ResponseInvalidError', new ResponseInvalidError('bad'), 'RESPONSE_INVALID'),
  row('ConnectError', new ConnectError('b:1', 'refused'), 'CONNECT_FAILED', 10_001),
  row('ConnectionClosedError', new ConnectionClosedError('b:1', 'reset'), 'CONNECTION_CLOSED'),
  row('RequestTimeoutError', new RequestTimeoutError('b:1', 3000), 'REQUEST_TIMEOUT', 10_002),
  row('TooManyRequestsError', new TooManyRequestsError('b:1', 3000, 'full'), 'TOO_MANY_REQUESTS', 10_002),
  row('BrokerResponseError', new BrokerResponseError(ANSWER), 'BROKER_RESPONSE', 2),
  row('NameServerUnreachableError', new NameServerUnreachableError([]), 'NO_NAME_SERVER', 10_004),
  row('RouteNotFoundError', new RouteNotFoundError('orders', 'unknown'), 'NO_ROUTE', 10_005),
  row('UnsupportedByBrokerError', new UnsupportedByBrokerError('b:1', 407), 'UNSUPPORTED_BY_BROKER'),
  row('BrokerNotFoundError', new BrokerNotFoundError('broker-a'), 'BROKER_NOT_FOUND', 10_003),
  row('MessageNotFoundError', new MessageNotFoundError('orders', 'k', []), 'NO_MESSAGE', 208),
  row('TopicNotCreatedError', new TopicNotCreatedError('orders', 'TBW102', []), 'TOPIC_NOT_CREATED'),
  ...SEND_FAILED_CODES.map((code) => row('SendFailedError', new SendFailedError(code, 'why', FACTS), code)),
  row('SendTimeoutError', new SendTimeoutError(3000, 'why', FACTS), 'SEND_TIMEOUT', 10_002),
  row('BatchPartlySentError', partlySent(REFUSED), 'BATCH_PARTLY_SENT', 10_001),
  row('SendForbiddenError', new SendForbiddenError('orders', 'AuditGuard'), 'SEND_FORBIDDEN'),
];

const ROWS_WITHOUT_CAUSE = ROWS.filter(({ error }) => error !== UNAVAILABLE && error.code !== 'BATCH_PARTLY_SENT');

/** Codes of errors that the Nest layer, the embedded cluster and the test kit own. */
const CODES_OF_OTHER_LAYERS = [
  'PAYLOAD_INVALID',
  'PAYLOAD_NOT_SERIALIZABLE',
  'PUBLISHER_NOT_BOUND',
  'MESSAGE_WAIT',
  'SEND_STATUS_NOT_OK',
  'INTERCEPTOR_MISUSED',
  'MESSAGES_MISSING',
  'RECORDER_UNSUPPORTED',
  'TEST_LEAK',
];

const EXPORTED: readonly string[] = Object.entries({
  ...inputErrors,
  ...transportErrors,
  ...serverErrors,
  ...sendErrors,
  ...adminErrors,
  ...batchErrors,
})
  .filter(([, value]: [string, unknown]) => typeof value === 'function')
  .map(([name]) => name);

describe('every error', () => {
  it.each(ROWS)(
    '[C1.1] [C1.2] [C1.5] [C1.6] [C1.7] [C1.8] [C1.9] [C1.10] [C2.10001] [C2.10002] [C2.10003] [C2.10004] [C2.10005] $name carries $code and the number $responseCode',
    ({ error, name, code, responseCode }) => {
      const facts = { name: error.name, code: error.code, responseCode: error.responseCode };

      expect(error).toBeInstanceOf(RocketMQError);
      expect(error).toBeInstanceOf(Error);
      expect(facts).toEqual({ name, code, responseCode });
      expect(error.constructor.name).toBe(name);
      expect(Object.keys(ERROR_CODES)).toContain(code);
    },
  );

  it.each(ROWS)('$name ($code) names itself first in its stack', ({ error, name }) => {
    const text = inspect(error);

    expect(text.startsWith(`${name}: ${error.message}`)).toBe(true);
  });

  it.each(ROWS_WITHOUT_CAUSE)('$name ($code) shows no cause if it has none', ({ error }) => {
    const hasCause = Object.hasOwn(error, 'cause');

    expect(hasCause).toBe(false);
  });

  it('that these files export has a row here', () => {
    const listed = new Set(ROWS.map(({ name }) => name));

    expect(EXPORTED).toHaveLength(23);
    expect(new Set(EXPORTED)).toEqual(listed);
  });

  it('lives in one of the files that are looked at here', () => {
    const files = readdirSync(join(import.meta.dirname, '../../../../lib/client/errors')).toSorted();

    expect(files).toEqual([
      'admin-errors.ts',
      'as-error.ts',
      'client-response-code.ts',
      'error-code.ts',
      'input-errors.ts',
      'option-problems.ts',
      'rocketmq-error.ts',
      'send-errors.ts',
      'server-errors.ts',
      'transport-errors.ts',
    ]);
  });
});

describe('ERROR_CODES', () => {
  it('has a row for each code that an error carries, and none beyond', () => {
    const carried = new Set([...ROWS.map(({ code }) => code), ...CODES_OF_OTHER_LAYERS]);

    expect(new Set(Object.keys(ERROR_CODES))).toEqual(carried);
  });

  it.each(Object.entries(ERROR_CODES))('tells what %s means and what to do', (_code, { meaning, remedy }) => {
    const texts = [meaning, remedy];

    expect(texts.every((text) => text.length > 10 && !text.endsWith('.'))).toBe(true);
  });
});
