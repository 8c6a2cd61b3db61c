/**
 * The README's snippets with guards, interceptors, hooks, events, the list of bindings and the module's options.
 */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger, Module } from '@nestjs/common';
import { ProducerService, RocketMQModule } from 'nestjs-rocketmq';
import { OrdersRepository, QuotaGuard } from './shop.js';
import { afterwards, loadOn, startApp, startCluster, stored } from './running-snippets.js';

const TEA = { item: 'tea', total: 3 };

afterEach(() => {
  jest.restoreAllMocks();
});

describe('guards and interceptors', () => {
  it('stop what is too large and stamp the rest', async () => {
    const cluster = await startCluster();
    const { LargeOrdersGuard, OriginStamp, OrdersService } = await import('./send-guards.js');

    @Module({
      imports: [RocketMQModule.forRoot({ nameServers: cluster.nameServer, producer: { group: 'snippets' } })],
      providers: [OrdersRepository, OrdersService, LargeOrdersGuard, OriginStamp],
    })
    class SnippetModule {}

    const orders = (await startApp([SnippetModule])).get(OrdersService);

    await orders.create(TEA);
    await expect(orders.create({ item: 'ship', total: 10_000 })).rejects.toMatchObject({ code: 'SEND_FORBIDDEN' });

    expect(await stored(cluster, 'order-created', 1)).toMatchObject([{ properties: { origin: 'OrdersService' } }]);
    expect(cluster.messages('order-created')).toHaveLength(1);
  });

  it('of attempts know the broker, and hooks forbid', async () => {
    const cluster = await startCluster();
    const { AppModule } = await loadOn({ default: cluster.nameServer }, () => import('./attempt-enhancers.js'));
    const producer = (await startApp([AppModule])).get(ProducerService);

    await producer.send('order-created', TEA);
    await expect(producer.send('internal-things', TEA)).rejects.toMatchObject({
      code: 'SEND_FORBIDDEN',
      message: expect.stringContaining('Embargo'),
    });

    expect(await stored(cluster, 'order-created', 1)).toMatchObject([{ properties: { 'sent-to': 'broker-a' } }]);
    expect(cluster.messages('internal-things')).toEqual([]);
  });

  it('and callbacks see the AsyncLocalStorage of the caller', async () => {
    const cluster = await startCluster();
    const { AppModule, tenants, Views } = await loadOn(
      { default: cluster.nameServer },
      () => import('./async-local-storage.js'),
    );
    const views = (await startApp([AppModule], [Views])).get(Views);

    const calledFor = await new Promise((resolve) => {
      tenants.run('blue', () => views.view('home', resolve));
    });

    expect(calledFor).toBe('blue');
    expect(await stored(cluster, 'viewed', 1)).toMatchObject([{ properties: { tenant: 'blue' } }]);
  });
});

describe('features, bindings and preflight', () => {
  it('hold up the boot until every topic is there, list what publishes, and guard it', async () => {
    const cluster = await startCluster();
    const lines = jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
    const { AppModule } = await loadOn({ default: cluster.nameServer }, () => import('./bindings.js'));
    const { OrdersService } = await import('./features.js');
    cluster.createTopic('order-created');
    await expect(startApp([AppModule])).rejects.toThrow('order-cancelled');

    cluster.createTopic('order-cancelled');
    const app = await startApp([AppModule]);
    await app.get(OrdersService).create(TEA);
    app.get(QuotaGuard).isUsedUp = true;
    await expect(app.get(OrdersService).create(TEA)).rejects.toMatchObject({ code: 'SEND_FORBIDDEN' });
    await app.get(ProducerService).send('order-cancelled', { id: '1' });

    expect(lines).toHaveBeenCalledWith('OrdersService.create: @SendSync to order-created');
    expect(await stored(cluster, 'order-created', 1)).toHaveLength(1);
  });
});

describe('events', () => {
  it('reach listeners', async () => {
    const cluster = await startCluster();
    const { Alerts } = await import('./events.js');
    const errors = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const told = new Promise<void>((resolve) => {
      errors.mockImplementation(() => resolve());
    });

    @Module({
      imports: [RocketMQModule.forRoot({ nameServers: cluster.nameServer, producer: { group: 'snippets' } })],
      providers: [Alerts],
    })
    class SnippetModule {}

    const producer = (await startApp([SnippetModule])).get(ProducerService);
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 13 } });

    producer.sendAsync('order-created', TEA);
    await told;

    expect(errors).toHaveBeenCalledWith(expect.stringMatching(/^order-created over default: /));
  });
});

describe('options', () => {
  it('may come from a factory', async () => {
    const cluster = await startCluster();
    const before = process.env['NAMESRV_ADDR'];
    process.env['NAMESRV_ADDR'] = cluster.nameServer;
    afterwards(() => {
      if (before === undefined) delete process.env['NAMESRV_ADDR'];
      else process.env['NAMESRV_ADDR'] = before;
    });
    const { AppModule } = await import('./options.js');
    const producer = (await startApp([AppModule])).get(ProducerService);

    const outcomes = await Promise.all([producer.send('order-created', '1'), producer.send('order-created', '2')]);

    expect(outcomes).toMatchObject([{ sendStatus: 'SEND_OK' }, { sendStatus: 'SEND_OK' }]);
    expect(cluster.requests().filter(({ name }) => name === 'SEND_BATCH_MESSAGE')).toHaveLength(1);
  });
});
