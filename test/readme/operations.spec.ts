/**
 * The README's snippets for running an app: errors over HTTP, health, shutdown.
 */
import { describe, expect, it, jest } from '@jest/globals';
import { type INestApplication, Logger, Module } from '@nestjs/common';
import { ProducerService, RocketMQModule } from 'nestjs-rocketmq';
import { Agent, get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import request from 'supertest';
import { afterwards, loadOn, startApp, startCluster } from './running-snippets.js';

const serverOf = (app: INestApplication): Server => app.getHttpServer() as Server;

describe('errors over HTTP', () => {
  it('become answers without addresses', async () => {
    const cluster = await startCluster();
    const { OrdersModule } = await import('./http-errors.js');

    @Module({
      imports: [
        RocketMQModule.forRoot({
          nameServers: cluster.nameServer,
          producer: { group: 'snippets', maxInFlightSends: 1, whenInFlightFull: 'fail' },
          drainTimeoutMs: 0,
        }),
        OrdersModule,
      ],
    })
    class SnippetModule {}

    const app = await startApp([SnippetModule]);
    cluster.fault({ on: 'SEND_MESSAGE_V2', times: 1, action: { kind: 'drop-reply' } });
    const unanswered = app.get(ProducerService).send('slow', 'x', { timeoutMs: 60_000 });
    unanswered.catch(() => undefined);
    await cluster.waitFor('slow', 1);

    const answer = await request(serverOf(app)).post('/orders');

    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.body).toEqual({ statusCode: 503, code: 'BACK_PRESSURE', message: expect.any(String) });
  });
});

describe('health', () => {
  it('has a path for each question', async () => {
    const cluster = await startCluster();
    const { HealthModule } = await import('./health.js');

    @Module({
      imports: [
        RocketMQModule.forRoot({ nameServers: cluster.nameServer, producer: { group: 'snippets' } }),
        HealthModule,
      ],
    })
    class SnippetModule {}

    const app = await startApp([SnippetModule]);
    await app.get(ProducerService).send('order-created', '1');

    const live = await request(serverOf(app)).get('/health/live');
    const ready = await request(serverOf(app)).get('/health/ready');

    expect([live.status, ready.status]).toEqual([200, 200]);
    expect(ready.body).toMatchObject({ status: 'ok', info: { rocketmq: { status: 'up' } } });
  });
});

describe('shutdown', () => {
  it('is not held up by a client that keeps its connection, and ends with a report', async () => {
    const cluster = await startCluster();
    const lines = jest.spyOn(Logger, 'log').mockImplementation(() => undefined);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    afterwards(() => {
      lines.mockRestore();
      agent.destroy();
    });
    const { AppModule, slowAnswer } = await loadOn({ default: cluster.nameServer }, () => import('./shutdown.js'));
    const app = await startApp([AppModule]);
    await app.listen(0, '127.0.0.1');
    const server = serverOf(app);
    const { port } = server.address() as AddressInfo;
    const asked = once(slowAnswer, 'asked');
    const answers = answersUntilClosed(port, agent);
    await asked;

    const closing = app.close();
    while (server.listening) await setImmediate();
    slowAnswer.emit('go');
    await closing;

    expect(await answers).toEqual(['keep-alive', 'close']);
    expect(lines).toHaveBeenCalledWith('0 sends were under way: 0 settled, 0 failed, 0 aborted');
  });
});

/** Asks `/slow`, then again with each answer over the connection that it has, and tells what the answers say of it. */
async function answersUntilClosed(port: number, agent: Agent): Promise<(string | undefined)[]> {
  const connections: (string | undefined)[] = [];
  for (let path = '/slow'; connections.at(-1) !== 'close'; path = '/') {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port, agent, path }, resolve).once('error', reject);
    });
    connections.push(answer.headers.connection);
    for await (const chunk of answer) expect(String(chunk)).toBe('pong');
  }
  return connections;
}
