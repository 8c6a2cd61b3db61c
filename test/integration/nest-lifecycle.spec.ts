/**
 * The life of a Nest app beside its cluster: boot without it, shutdown while sends are under way, health all along.
 */
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { RocketMQHealthIndicator, RocketMQHealthModule } from '../../lib/health/index.js';
import { type DrainReport, ProducerService, SendAsync, SendSync } from '../../lib/index.js';
import { latenessOf } from '../fixtures/lateness.js';
import { createApp, startApp, startCluster } from './nest-app.js';

interface Order {
  readonly id: string;
}

@Injectable()
class Orders {
  @SendSync('created')
  create(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }

  @SendAsync('viewed')
  view(id: string): Order {
    return { id };
  }
}

/** A port that was free a moment ago: nobody answers there. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('boot', () => {
  it('in the background does without a name server; sends wait for the cluster and arrive without a restart', async () => {
    const port = await freePort();
    const app = await startApp({
      nameServer: `127.0.0.1:${port}`,
      providers: [Orders],
      rocketmq: { producer: { group: 'shop', timeoutMs: 20_000 } },
    });

    const creating = app.get(Orders).create('early');
    const cluster = await startCluster({ port });

    expect(await creating).toEqual({ id: 'early' });
    expect(cluster.messages('created')).toHaveLength(1);
  });

  it('that is eager succeeds on a cluster, and fails with the reason after 5 seconds without one', async () => {
    const cluster = await startCluster();
    const dead = `127.0.0.1:${await freePort()}`;
    const lucky = await createApp({ nameServer: cluster.nameServer, rocketmq: { startup: 'eager' } });
    const unlucky = await createApp({ nameServer: dead, rocketmq: { startup: 'eager' } });

    await lucky.init();
    const booting = unlucky.init();
    const lateMs = await latenessOf(booting, 5000);

    await expect(booting).rejects.toMatchObject({ code: 'NO_NAME_SERVER', failures: [{ address: dead }] });
    expect(lateMs).toBeLessThan(1000);
    expect(lucky.get(ProducerService).status().nameServers.state).toBe('reachable');
  });
});

describe('shutdown', () => {
  it('loses nothing that was under way, and leaves no connection', async () => {
    const cluster = await startCluster();
    const reports: DrainReport[] = [];
    const app = await startApp({
      nameServer: cluster.nameServer,
      providers: [Orders],
      rocketmq: { onDrained: (report) => reports.push(report) },
    });
    const orders = app.get(Orders);
    await orders.create('warm');
    cluster.fault({ on: 'SEND_MESSAGE_V2', times: 100, action: { kind: 'delay', ms: 50 } });

    const created = Array.from({ length: 50 }, (_, index) => orders.create(`c-${index}`));
    for (let index = 0; index < 50; index++) orders.view(`v-${index}`);
    await app.close();

    expect(await Promise.all(created)).toHaveLength(50);
    expect(cluster.messages('viewed')).toHaveLength(50);
    expect(reports).toEqual([{ pending: 100, settled: 100, failed: 0, aborted: 0, elapsedMs: expect.any(Number) }]);
    expect(cluster.connections()).toBe(0);
  });

  it('gives up in time on a broker that does not answer, and says so', async () => {
    const cluster = await startCluster();
    const reports: DrainReport[] = [];
    const app = await startApp({
      nameServer: cluster.nameServer,
      providers: [Orders],
      rocketmq: { drainTimeoutMs: 50, onDrained: (report) => reports.push(report), onEvent: () => {} },
    });
    await app.get(Orders).create('warm');
    cluster.fault({ on: 'SEND_MESSAGE_V2', times: 2, action: { kind: 'drop-reply' } });

    const creating = app.get(Orders).create('stuck');
    const outcome = creating.then(
      () => undefined,
      (error: unknown) => error,
    );
    app.get(Orders).view('stuck');
    await app.close();

    expect(await outcome).toMatchObject({ code: 'PRODUCER_CLOSED' });
    expect(reports[0]).toMatchObject({ pending: 2, settled: 0, failed: 0, aborted: 2 });
  });
});

describe('health', () => {
  it('is up on a cluster, down when all its servers are gone', async () => {
    const cluster = await startCluster();
    const app = await startApp({
      nameServer: cluster.nameServer,
      imports: [RocketMQHealthModule, TerminusModule],
      providers: [Orders],
    });
    const health = app.get(RocketMQHealthIndicator);
    await app.get(Orders).create('a');

    const { rocketmq: before } = await health.check('rocketmq');
    await cluster.stop();
    const sending = app.get(ProducerService).send('created', { id: 'b' }, { timeoutMs: 300 });

    await expect(sending).rejects.toThrow('created');
    expect(before).toMatchObject({ status: 'up', nameServers: { state: 'reachable' }, inFlight: 0 });
    expect(Object.values(before.brokers)).toEqual(['connected']);
    expect((await health.check('rocketmq')).rocketmq).toMatchObject({
      status: 'down',
      reasons: expect.arrayContaining(['brokerChannel: no writable master of created can be reached']),
    });
  });
});
