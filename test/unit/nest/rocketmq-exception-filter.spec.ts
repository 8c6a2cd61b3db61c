/**
 * RocketMQExceptionFilter: which HTTP answer an error becomes, on Express and on Fastify.
 */
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Inject, type INestApplication, Logger, Param, Res, UseFilters } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { ArgumentsHost, Provider } from '@nestjs/common';
import {
  ERROR_CODES,
  type ErrorCode,
  InvalidMessageError,
  ROCKETMQ_EXCEPTION_FILTER_OPTIONS,
  RocketMQError,
  RocketMQExceptionFilter,
  SendForbiddenError,
} from '../../../lib/index.js';
import { thrownBy } from '../../fixtures/caught.js';
import { RecordingLogger } from './test-app.js';

const SECRET = 'broker-a 10.1.2.3:10911 did not answer';

/** Stands for the error class of any code: the filter looks at the code alone. */
class AnyError extends RocketMQError {
  constructor(override readonly code: ErrorCode) {
    super(SECRET);
  }
}

class Failures {
  constructor(readonly next: Error) {}
}

@Controller('global')
class ThrowingController {
  constructor(@Inject(Failures) private readonly failures: Failures) {}

  @Get()
  throw(): never {
    throw this.failures.next;
  }

  @Get('begun/:with')
  throwLate(
    @Res() response: { raw?: { write(text: string): void }; write?(text: string): void; hijack?(): void },
    @Param('with') text: string,
  ): never {
    (response.raw ?? (response as { write(text: string): void })).write(text);
    throw this.failures.next;
  }
}

@Controller('own')
@UseFilters(RocketMQExceptionFilter)
class FilteredController {
  constructor(@Inject(Failures) private readonly failures: Failures) {}

  @Get()
  throw(): never {
    throw this.failures.next;
  }
}

const ADAPTERS = {
  Express: () => new ExpressAdapter(),
  Fastify: () => new FastifyAdapter(),
} as const;
type AdapterName = keyof typeof ADAPTERS;

const GLOBAL: Provider = { provide: APP_FILTER, useClass: RocketMQExceptionFilter };
const apps: INestApplication[] = [];

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

async function start(adapter: AdapterName, error: Error, providers: readonly Provider[]) {
  const logger = new RecordingLogger();
  const module = await Test.createTestingModule({
    controllers: [ThrowingController, FilteredController],
    providers: [{ provide: Failures, useValue: new Failures(error) }, ...providers],
  })
    .setLogger(logger)
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(ADAPTERS[adapter](), { logger });
  apps.push(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return { get: (path: string) => fetch(`${url}/${path}`), logger };
}

async function answer(response: Response) {
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: await response.json(),
  };
}

/** Every code that is not answered with 500. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  SEND_FORBIDDEN: 403,
  INVALID_MESSAGE: 400,
  PAYLOAD_INVALID: 400,
  PAYLOAD_NOT_SERIALIZABLE: 500,
  BACK_PRESSURE: 503,
  TOO_MANY_REQUESTS: 503,
  PRODUCER_CLOSED: 503,
  CLIENT_CLOSED: 503,
  NO_NAME_SERVER: 503,
  NO_ROUTE: 503,
  BROKER_NOT_FOUND: 503,
  BROKER_UNREACHABLE: 503,
  CONNECT_FAILED: 503,
  CONNECTION_CLOSED: 503,
  SEND_TIMEOUT: 504,
  REQUEST_TIMEOUT: 504,
};

/** The filter on a response that keeps what it is told. */
function catching(code: ErrorCode, type = 'http') {
  const told: unknown[] = [];
  const reply = {
    headersSent: false,
    status: (status: number) => {
      told.push(status);
      return reply;
    },
    header: (name: string, value: string) => {
      told.push(`${name}: ${value}`);
      return reply;
    },
    send: (body: object) => told.push(body),
  };
  const host = { getType: () => type, switchToHttp: () => ({ getResponse: () => reply }) } as unknown as ArgumentsHost;
  return { told, run: () => new RocketMQExceptionFilter().catch(new AnyError(code), host) };
}

describe('every code', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  it.each(Object.keys(ERROR_CODES) as ErrorCode[])(
    '%s has its status, and Retry-After only if nothing was sent',
    (code) => {
      const { told, run } = catching(code);
      const statusCode = STATUSES[code] ?? 500;
      const message = statusCode < 500 ? SECRET : ERROR_CODES[code].meaning;
      const retry = code === 'BACK_PRESSURE' || code === 'TOO_MANY_REQUESTS' ? ['retry-after: 1'] : [];

      run();

      expect(told).toEqual([...retry, statusCode, { statusCode, code, message }]);
    },
  );

  it('is thrown on where the call did not come over HTTP', () => {
    const { told, run } = catching('NO_ROUTE', 'rpc');

    expect(thrownBy(run)).toMatchObject({ code: 'NO_ROUTE' });
    expect(told).toEqual([]);
  });
});

describe.each(Object.keys(ADAPTERS) as AdapterName[])('on %s', (adapter) => {
  it('globally: 503 with Retry-After; the addresses go to the log, not to the caller', async () => {
    const { get, logger } = await start(adapter, new AnyError('BACK_PRESSURE'), [GLOBAL]);

    const { status, retryAfter, body } = await answer(await get('global'));

    expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '1' });
    expect(body).toEqual({ statusCode: 503, code: 'BACK_PRESSURE', message: ERROR_CODES.BACK_PRESSURE.meaning });
    expect(logger.lines).toEqual([`warn answered with 503: ${SECRET}`]);
  });

  it('on one controller only', async () => {
    const { get } = await start(adapter, new SendForbiddenError('orders', 'EmbargoGuard'), []);

    const own = await answer(await get('own'));
    const other = await get('global');

    expect(own).toEqual({
      status: 403,
      retryAfter: null,
      body: { statusCode: 403, code: 'SEND_FORBIDDEN', message: 'EmbargoGuard forbade sending to topic orders' },
    });
    expect(other.status).toBe(500);
  });

  it('tells the caller what is wrong with the message', async () => {
    const { get } = await start(adapter, new InvalidMessageError('tags', 'the tags are wrong'), [GLOBAL]);

    expect(await answer(await get('global'))).toMatchObject({ status: 400, body: { message: 'the tags are wrong' } });
  });

  it('tells everything, and another time to wait, if asked to', async () => {
    const options = { exposeDetails: true, retryAfterSeconds: 7 };
    const { get } = await start(adapter, new AnyError('BACK_PRESSURE'), [
      GLOBAL,
      { provide: ROCKETMQ_EXCEPTION_FILTER_OPTIONS, useValue: options },
    ]);

    expect(await answer(await get('global'))).toMatchObject({ retryAfter: '7', body: { message: SECRET } });
  });

  it('leaves other errors alone', async () => {
    const { get, logger } = await start(adapter, new Error('mine'), [GLOBAL]);

    expect(await answer(await get('global'))).toMatchObject({
      status: 500,
      body: { message: 'Internal server error' },
    });
    expect(logger.lines).toEqual([]);
  });

  it('ends an answer that has begun', async () => {
    const { get } = await start(adapter, new AnyError('NO_ROUTE'), [GLOBAL]);

    const response = await get('global/begun/half');

    expect(await response.text()).toBe('half');
  });
});
