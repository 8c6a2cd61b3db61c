/**
 * The Terminus indicator: up or down out of the client's state alone.
 */
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Inject } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import request from 'supertest';
import { RocketMQHealthIndicator, RocketMQHealthModule } from '../../../lib/health/index.js';
import { FakeNativeClient } from '../nest/fake-native-client.js';
import { startApp } from '../nest/test-app.js';

@Controller('health')
class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(RocketMQHealthIndicator) private readonly rocketmq: RocketMQHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([() => this.rocketmq.check('rocketmq')]);
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

const broker = (brokerName: string, connection: 'connected' | 'failed' | 'unknown') => {
  return { brokerName, address: '10.0.0.1:10911', connection, isSilent: false };
};
const unreachable = {
  state: 'unreachable' as const,
  servers: [],
  failures: [{ address: '10.0.0.9:9876', error: new Error('connect ECONNREFUSED') }],
};

describe('RocketMQHealthIndicator', () => {
  it('is up before anything was sent', async () => {
    const { indicator } = await start();

    expect(indicator.check('rocketmq')).toEqual({
      rocketmq: { status: 'up', state: 'running', nameServers: 'unknown', brokers: {}, inFlight: 0 },
    });
  });

  it('is down if no name server can be reached and no route is known, and says which failed how', async () => {
    const { indicator, fake } = await start((client) => {
      client.nameServers = unreachable;
    });

    expect(indicator.check('mq').mq).toMatchObject({
      status: 'down',
      nameServers: 'unreachable',
      reason: 'no name server could be reached: 10.0.0.9:9876 (connect ECONNREFUSED)',
    });
    fake.topics = 1;
    expect(indicator.check('mq').mq.status).toBe('up');
  });

  it('is down if the connections to all known brokers failed, up if one did not', async () => {
    const { indicator, fake } = await start((client) => {
      client.brokers = [broker('a', 'failed'), broker('b', 'failed')];
    });

    expect(indicator.check('mq').mq).toMatchObject({
      status: 'down',
      brokers: { 'a 10.0.0.1:10911': 'failed', 'b 10.0.0.1:10911': 'failed' },
      reason: 'no connection to any of 2 known brokers',
    });
    fake.brokers = [broker('a', 'failed'), broker('b', 'unknown')];
    expect(indicator.check('mq').mq.status).toBe('up');
  });

  it('is down while the app shuts down, and afterwards', async () => {
    const { app, indicator } = await start();

    await app.close();

    expect(indicator.check('mq').mq).toMatchObject({ status: 'down', state: 'closed', reason: 'the client is closed' });
  });

  it('asks nobody', async () => {
    const { indicator, fake } = await start();
    const callsBefore = [...fake.calls];

    indicator.check('mq');

    expect(fake.calls).toEqual(callsBefore);
    expect(fake.sent).toEqual([]);
  });

  it('answers 200 or 503 through Terminus', async () => {
    const { http, fake } = await start();

    const up = await http.get('/health');
    fake.nameServers = unreachable;
    const down = await http.get('/health');

    expect(up).toMatchObject({ status: 200, body: { info: { rocketmq: { status: 'up' } } } });
    expect(down).toMatchObject({ status: 503, body: { error: { rocketmq: { status: 'down' } } } });
  });
});
