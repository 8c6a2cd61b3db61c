/**
 * The Terminus indicator: three methods over one table, from memory unless it is told to probe.
 */
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Inject } from '@nestjs/common';
import { HealthCheck, HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { NameServerUnreachableError } from '../../../lib/client/index.js';
import {
  RocketMQHealthIndicator,
  RocketMQHealthModule,
  type RocketMQHealthOptions,
} from '../../../lib/health/index.js';
import { ProducerService, RocketMQModule } from '../../../lib/nest/index.js';
import { RocketMQConnections } from '../../../lib/nest/module/rocketmq-connections.service.js';
import { nativeClientToken } from '../../../lib/nest/connection/connection-naming.js';
import { FakeNativeClient } from '../nest/fake-native-client.js';
import { OPTIONS, rejectionOf, startApp } from '../nest/test-app.js';
import { aBroker, aNameServer, aProducer, aRoute } from './health-status.js';

@Controller('health')
class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(RocketMQHealthIndicator) private readonly rocketmq: RocketMQHealthIndicator,
  ) {}

  @Get('live')
  @HealthCheck()
  live() {
    return this.health.check([() => this.rocketmq.liveness('rocketmq')]);
  }

  @Get('ready')
  @HealthCheck()
  ready() {
    return this.health.check([() => this.rocketmq.readiness('rocketmq')]);
  }
}

async function start(change: (fake: FakeNativeClient) => void = () => {}) {
  const fake = new FakeNativeClient();
  const { app } = await startApp({
    fake,
    imports: [RocketMQHealthModule, TerminusModule],
    controllers: [HealthController],
  });
  change(fake);
  return { app, indicator: app.get(RocketMQHealthIndicator), http: request(app.getHttpServer()), fake };
}

const UNREACHABLE = {
  state: 'unreachable' as const,
  servers: [aNameServer({ state: 'unreachable', sinceAnswerMs: undefined })],
  failures: [{ address: '10.0.0.9:9876', error: new Error('connect ECONNREFUSED 10.0.0.9:9876') }],
};

/** One topic on two brokers, one of which cannot be reached. */
function halfGone(fake: FakeNativeClient): void {
  fake.topics = 1;
  fake.routes = [aRoute()];
  fake.brokers = [aBroker('broker-a', { connection: 'failed' }), aBroker('broker-b')];
}

/** The same, and the other one as well. */
function allGone(fake: FakeNativeClient): void {
  halfGone(fake);
  fake.brokers = [aBroker('broker-a', { connection: 'failed' }), aBroker('broker-b', { isSilent: true })];
}

describe('check()', () => {
  it('is up and idle before anything was sent', async () => {
    const { indicator } = await start();

    expect(await indicator.check('rocketmq')).toEqual({
      rocketmq: {
        status: 'up',
        state: 'idle',
        nameServers: { state: 'unknown', total: 0, unreachable: 0 },
        brokers: {},
        topics: 0,
        inFlight: 0,
        consecutiveFailures: 0,
      },
    });
  });

  it('is degraded with its reasons', async () => {
    const { indicator } = await start(halfGone);

    expect((await indicator.check('mq')).mq).toMatchObject({
      status: 'degraded',
      state: 'degraded',
      reasons: ['brokerChannel: no connection to broker-a'],
      brokers: { 'broker-a': 'failed', 'broker-b': 'connected' },
    });
  });

  it('is down when nothing can be published, or degraded and strict', async () => {
    const { indicator, fake } = await start(halfGone);

    const strict = await indicator.check('mq', { strict: true });
    allGone(fake);
    const down = await indicator.check('mq');

    expect([strict.mq.status, down.mq.status]).toEqual(['down', 'down']);
    expect(down.mq).toMatchObject({ state: 'degraded', brokers: { 'broker-a': 'failed', 'broker-b': 'silent' } });
  });

  it('shows names and counts, and no address', async () => {
    const { indicator, fake } = await start(allGone);
    fake.nameServers = UNREACHABLE;
    fake.producers = [aProducer({ outcomes: { consecutiveFailures: 7, sinceFailureMs: 1 } })];

    const { mq } = await indicator.check('mq');

    expect(mq).toMatchObject({
      nameServers: { state: 'unreachable', total: 1, unreachable: 1 },
      consecutiveFailures: 7,
    });
    expect(JSON.stringify(mq)).not.toMatch(/10\.0\.0|9876|10911/);
  });

  it('is up with degraded: true where Terminus has no such status', async () => {
    const { app } = await start(halfGone);
    const connections = app.get(RocketMQConnections);
    const terminus11 = {
      check: (key: string) => ({
        up: (data: object) => ({ [key]: { ...data, status: 'up' } }),
        down: (data: object) => ({ [key]: { ...data, status: 'down' } }),
      }),
    };
    const indicator = new RocketMQHealthIndicator(connections, terminus11 as never);

    expect((await indicator.check('mq')).mq).toMatchObject({
      status: 'up',
      degraded: true,
      reasons: ['brokerChannel: no connection to broker-a'],
    });
    expect((await indicator.check('mq', { strict: true })).mq).not.toHaveProperty('degraded');
  });

  it('refuses options that cannot be, all at once', async () => {
    const { indicator } = await start();
    const options = { topics: 'orders', strict: 1, probe: true, stallMs: 0, failures: Number.NaN };

    const error = await rejectionOf(indicator.check('mq', options as unknown as RocketMQHealthOptions));

    expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
    for (const name of Object.keys(options)) expect((error as Error).message).toContain(name);
  });
});

describe('the state', () => {
  it.each([
    ['idle', 'unknown', 0],
    ['connecting', 'unknown', 1],
    ['connecting', 'connecting', 0],
    ['ready', 'connected', 1],
  ] as const)('is %s when the broker is %s and %d sends are in flight', async (state, connection, inFlight) => {
    const { indicator } = await start((fake) => {
      fake.routes = [aRoute({ brokers: ['broker-a'] })];
      fake.topics = 1;
      fake.brokers = [aBroker('broker-a', { connection })];
      fake.inFlight = inFlight;
    });

    expect((await indicator.check('mq')).mq).toMatchObject({ status: 'up', state });
  });
});

describe('the connection', () => {
  it('is the one that is named, else the one without a name', async () => {
    const audit = new FakeNativeClient();
    allGone(audit);
    const module = await Test.createTestingModule({
      imports: [
        RocketMQModule.forRoot(OPTIONS),
        RocketMQModule.forRoot({ ...OPTIONS, name: 'audit' }),
        RocketMQHealthModule,
      ],
    })
      .overrideProvider(nativeClientToken('default'))
      .useValue(new FakeNativeClient().native)
      .overrideProvider(nativeClientToken('audit'))
      .useValue(audit.native)
      .compile();
    const indicator = module.get(RocketMQHealthIndicator);

    const own = await indicator.readiness('mq');
    const other = await indicator.readiness('mq', { connection: 'audit' });
    const live = indicator.liveness('mq', { connection: 'audit' });
    const error = await rejectionOf(indicator.check('mq', { connection: 'nothing' }));

    expect([own.mq.status, other.mq.status]).toEqual(['up', 'down']);
    expect(live.mq.brokers).toEqual({ 'broker-a': 'failed', 'broker-b': 'silent' });
    expect(error).toMatchObject({ code: 'INVALID_OPTIONS', message: expect.stringContaining('default, audit') });
  });
});

describe('liveness() and readiness()', () => {
  it('take a cluster that is gone for a reason to send no traffic, not to restart', async () => {
    const { indicator, fake } = await start(allGone);
    fake.nameServers = UNREACHABLE;

    expect(indicator.liveness('mq').mq.status).toBe('up');
    expect((await indicator.readiness('mq')).mq.status).toBe('down');
  });

  it('want no traffic from the beginning of the shutdown, and no restart before its end', async () => {
    const { app, indicator } = await start();
    const shown: unknown[] = [];
    const show = async (): Promise<void> => {
      const results = [indicator.liveness('mq'), await indicator.check('mq'), await indicator.readiness('mq')];
      shown.push(results.map(({ mq }) => `${mq.status} ${mq.state}`));
    };
    await show();

    const closing = app.close();
    while (app.get(ProducerService).status().state !== 'draining') await Promise.resolve();
    await show();
    await closing;
    await show();

    expect(shown).toEqual([
      ['up idle', 'up idle', 'up idle'],
      ['up draining', 'degraded draining', 'down draining'],
      ['down closed', 'down closed', 'down closed'],
    ]);
  });

  it('are two answers through Terminus', async () => {
    const { http, fake } = await start();

    const before = await http.get('/health/ready');
    halfGone(fake);
    const degraded = await http.get('/health/ready');
    allGone(fake);
    const [live, ready] = [await http.get('/health/live'), await http.get('/health/ready')];

    expect(before).toMatchObject({ status: 200, body: { status: 'ok', info: { rocketmq: { status: 'up' } } } });
    expect(degraded).toMatchObject({ status: 200, body: { status: 'degraded' } });
    expect(live).toMatchObject({ status: 200, body: { info: { rocketmq: { status: 'up' } } } });
    expect(ready).toMatchObject({ status: 503, body: { error: { rocketmq: { status: 'down' } } } });
  });
});

describe('a probe', () => {
  it('is not made unless asked for: nobody is asked anything', async () => {
    const { indicator, fake } = await start();
    const callsBefore = [...fake.calls];

    await indicator.check('mq');
    await indicator.readiness('mq', { probe: false });
    indicator.liveness('mq');

    expect(fake.calls).toEqual(callsBefore);
    expect(fake.sent).toEqual([]);
  });

  it('asks the name servers once a check, within its time', async () => {
    const { indicator, fake } = await start();
    const before = fake.calls.length;
    const asked: unknown[] = [];
    fake.nameServersAnswer = (options) => {
      asked.push(options);
      return Promise.resolve();
    };

    const { mq } = await indicator.readiness('mq', { probe: { timeoutMs: 250 } });

    expect(mq.status).toBe('up');
    expect(asked).toEqual([{ timeoutMs: 250 }]);
    expect(fake.calls.slice(before)).toEqual(['checkNameServers']);
  });

  it('that fails makes the app down if it has no route, degraded if it has', async () => {
    const { indicator, fake } = await start();
    fake.nameServersAnswer = () => {
      fake.nameServers = { ...UNREACHABLE, servers: [aNameServer({ state: 'unreachable', sinceAnswerMs: 10 })] };
      return Promise.reject(new NameServerUnreachableError([]));
    };
    const probe = { timeoutMs: 250 };

    const without = await indicator.check('mq', { probe });
    halfGone(fake);
    fake.brokers = [aBroker('broker-a'), aBroker('broker-b')];
    const withRoute = await indicator.check('mq', { probe });

    expect([without.mq.status, withRoute.mq.status]).toEqual(['down', 'degraded']);
  });

  it('is not made by a client that is closed', async () => {
    const { app, indicator, fake } = await start();
    await app.close();
    const callsBefore = [...fake.calls];

    const { mq } = await indicator.check('mq', { probe: { timeoutMs: 250 } });

    expect(mq).toMatchObject({ status: 'down', state: 'closed' });
    expect(fake.calls).toEqual(callsBefore);
  });
});

it('is what Terminus hands out in this repository: with a status for degraded', async () => {
  const { app } = await start();

  expect(app.get(HealthIndicatorService).check('mq')).toHaveProperty('degraded');
});
