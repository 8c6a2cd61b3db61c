/**
 * The end of an app: sends are taken until the servers are closed, then drained within one time limit, then refused.
 */
import { describe, expect, it } from '@jest/globals';
import {
  type BeforeApplicationShutdown,
  Controller,
  Inject,
  Injectable,
  type NestInterceptor,
  Post,
} from '@nestjs/common';
import { from, mergeMap } from 'rxjs';
import request from 'supertest';
import {
  type DrainReport,
  ProducerService,
  type RocketMQModuleOptions,
  SendAsync,
  SendSync,
} from '../../../lib/index.js';
import { RocketMQLifecycle } from '../../../lib/nest/module/rocketmq-lifecycle.service.js';
import { FakeNativeClient, sendResult } from './fake-native-client.js';
import { Deferred, rejectionOf, settled, startApp } from './test-app.js';

interface Order {
  readonly id: string;
}

@Injectable()
class Orders {
  readonly gate = new Deferred<Order>();

  @SendAsync('slow')
  slow(): Promise<Order> {
    return this.gate.promise;
  }

  @SendSync('a')
  @SendAsync('b')
  both(): Promise<Order> {
    return this.gate.promise;
  }
}

async function start(rocketmq: Partial<RocketMQModuleOptions> = {}) {
  const reports: DrainReport[] = [];
  const fake = new FakeNativeClient();
  const { app, logger } = await startApp({
    fake,
    providers: [Orders],
    rocketmq: { onDrained: (report) => reports.push(report), ...rocketmq },
  });
  return { app, orders: app.get(Orders), producer: app.get(ProducerService), fake, reports, logger };
}

describe('shutdown', () => {
  it('reports what was under way once, to onDrained and not to the log too', async () => {
    const { app, producer, fake, reports, logger } = await start();
    const stored = new Deferred();
    fake.answer = async ({ topic }) => {
      await stored.promise;
      if (topic === 'bad') throw new Error('no broker');
      return sendResult(topic);
    };

    const sends = Promise.allSettled([producer.send('t', 1), producer.send('bad', 2), producer.sendOneway('t', 3)]);
    const closing = app.close();
    await settled();
    stored.resolve();
    await Promise.all([sends, closing]);

    expect(reports).toEqual([{ pending: 3, settled: 2, failed: 1, aborted: 0, elapsedMs: expect.any(Number) }]);
    expect(logger.lines).toEqual([]);
  });

  it('writes a line instead when there is no onDrained, as a warning if something was lost', async () => {
    const { app, fake, logger } = await start({ onDrained: undefined });
    fake.closeReport = { pending: 3, settled: 2, failed: 1, aborted: 0, elapsedMs: 3 };

    await app.close();

    expect(logger.lines).toHaveLength(1);
    expect(logger.lines[0]).toMatch(/^warn drained in \d+ ms: 3 pending, 2 settled, 1 failed, 0 aborted$/);
  });

  it('waits for what onDrained does', async () => {
    const gate = new Deferred();
    const { app } = await start({ onDrained: () => gate.promise });
    let isClosed = false;

    const closing = app.close().then(() => (isClosed = true));
    await settled();
    const closedBefore = isClosed;
    gate.resolve();
    await closing;

    expect([closedBefore, isClosed]).toEqual([false, true]);
  });

  it('of an idle app reports nothing pending and writes nothing', async () => {
    const { app, reports } = await start();
    const silent = await start({ onDrained: undefined });

    await app.close();
    await silent.app.close();

    expect(reports[0]).toMatchObject({ pending: 0, settled: 0, failed: 0, aborted: 0 });
    expect(silent.logger.lines).toEqual([]);
  });

  it('adds what the native client had under way by itself', async () => {
    const { app, fake, reports } = await start();
    fake.closeReport = { pending: 4, settled: 2, failed: 1, aborted: 1, elapsedMs: 3 };

    await app.close();

    expect(reports[0]).toMatchObject({ pending: 4, settled: 2, failed: 1, aborted: 1 });
  });

  it('waits for decorated methods that have not returned yet, and for their sends', async () => {
    const { app, orders, fake, reports } = await start();

    const call = orders.slow();
    const closing = app.close();
    await settled();
    const callsBefore = [...fake.calls];
    orders.gate.resolve({ id: 'late' });
    await Promise.all([call, closing]);

    expect(callsBefore).not.toContain('close within the rest');
    expect(fake.bodies).toEqual(['{"id":"late"}']);
    expect(reports[0]).toMatchObject({ pending: 1, settled: 1, aborted: 0 });
  });

  it('waits for sends that an interceptor holds', async () => {
    const gate = new Deferred();
    @Injectable()
    class Holding implements NestInterceptor {
      intercept(...[, next]: Parameters<NestInterceptor['intercept']>): ReturnType<NestInterceptor['intercept']> {
        return from(gate.promise).pipe(mergeMap(() => next.handle()));
      }
    }
    const { app, producer, fake, reports } = await start({ interceptors: [Holding] });

    const send = producer.send('t', 'x');
    const closing = app.close();
    await settled();
    gate.resolve();
    await Promise.all([send, closing]);

    expect(fake.topicsSent).toEqual(['t']);
    expect(reports[0]).toMatchObject({ pending: 1, settled: 1 });
  });

  it('gives up at the end of drainTimeoutMs and counts each send that did not happen', async () => {
    const { app, orders, producer, fake, reports } = await start({ drainTimeoutMs: 20 });
    fake.answer = () => new Promise(() => {});
    void orders.both();
    void producer.send('t', 'x');

    await app.close();

    expect(reports[0]).toMatchObject({ pending: 3, settled: 0, failed: 0, aborted: 3 });
    expect(fake.calls.at(-1)).toBe('close within 0');
  });

  it('takes sends while HTTP requests are still answered, and refuses them afterwards', async () => {
    const entered = new Deferred();
    const gate = new Deferred();
    @Injectable()
    class Hooks implements BeforeApplicationShutdown {
      readonly states: string[] = [];

      constructor(@Inject(ProducerService) private readonly producer: ProducerService) {}

      beforeApplicationShutdown(): void {
        this.states.push(this.producer.status().state);
        gate.resolve();
      }
    }
    @Controller('orders')
    class OrdersController {
      @Post()
      @SendSync('created')
      async create(): Promise<Order> {
        entered.resolve();
        await gate.promise;
        return { id: 'last' };
      }
    }
    const fake = new FakeNativeClient();
    const { app } = await startApp({ fake, providers: [Hooks], controllers: [OrdersController] });
    await app.listen(0, '127.0.0.1');

    const response = request(app.getHttpServer())
      .post('/orders')
      .set('connection', 'close')
      .expect(201, { id: 'last' });
    const [answered] = await Promise.all([response, entered.promise.then(() => app.close())]);
    const late = await rejectionOf(app.get(ProducerService).send('t', 'x'));

    expect(answered.status).toBe(201);
    expect(app.get(Hooks).states).toEqual(['draining']);
    expect(fake.topicsSent).toEqual(['created']);
    expect(late).toMatchObject({ code: 'PRODUCER_CLOSED' });
  });

  it('runs once, however often the app is closed', async () => {
    const { app, fake, reports } = await start();

    await Promise.all([app.close(), app.close()]);
    await app.close();

    expect(reports).toHaveLength(1);
    expect(fake.calls.filter((call) => call.startsWith('close'))).toHaveLength(1);
  });

  it('still takes sends when a second one, as Nest 11 begins it, is through before the first has closed the servers', async () => {
    const { app, producer, reports } = await start();
    const lifecycle = app.get(RocketMQLifecycle);
    lifecycle.onModuleDestroy();
    lifecycle.beforeApplicationShutdown();

    // On Nest 12 this is the second one: it comes to its end while the first is not there yet.
    const closing = app.close();
    await settled();
    const stateBetween = producer.status().state;
    await producer.send('t', 'of a request that is still answered');
    await Promise.all([lifecycle.onApplicationShutdown(), closing]);

    expect(stateBetween).toBe('draining');
    expect(producer.status().state).toBe('closed');
    expect(reports).toHaveLength(1);
  });

  it('waits no longer than drainTimeoutMs for one that never ends, because a hook of another module threw', async () => {
    const { app, producer } = await start({ drainTimeoutMs: 20 });
    app.get(RocketMQLifecycle).onModuleDestroy();

    await app.close();

    expect(producer.status().state).toBe('closed');
  });

  it('survives an onDrained that throws', async () => {
    const { app, fake, logger } = await start({
      onDrained: () => {
        throw new Error('bad listener');
      },
    });

    await app.close();

    expect(fake.calls.at(-1)).toBe('close within the rest');
    expect(logger.lines.at(-1)).toBe('error onDrained threw: bad listener');
  });

  it('survives a client that cannot be closed', async () => {
    const { app, fake, logger } = await start();
    Object.defineProperty(fake, 'closeReport', {
      get: () => {
        throw new Error('cannot close');
      },
    });

    await app.close();

    expect(logger.lines).toEqual(['error closing failed: cannot close']);
  });
});
