/**
 * The README's snippets that publish do what its prose says.
 */
import { describe, expect, it, jest } from '@jest/globals';
import { type INestApplication, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RocketMQModule } from 'nestjs-rocketmq';
import type { EmbeddedCluster } from 'nestjs-rocketmq/embedded';
import type { AddressInfo, Server } from 'node:net';
import { OrdersRepository } from './shop.js';
import { afterwards, loadOn, startApp, startCluster, stored } from './running-snippets.js';

const TEA = { item: 'tea', total: 3 };
const CUSTOMER = { id: 'c1', locale: 'de' };

/** Providers of a snippet that shows no module. */
async function startProviders(cluster: EmbeddedCluster, ...providers: Type[]): Promise<INestApplication> {
  @Module({
    imports: [RocketMQModule.forRoot({ nameServers: cluster.nameServer, producer: { group: 'snippets' } })],
    providers: [OrdersRepository, ...providers],
  })
  class SnippetModule {}

  return startApp([SnippetModule]);
}

describe('first look', () => {
  it('publishes in the three ways', async () => {
    const cluster = await startCluster();
    const { AppModule, OrdersService } = await loadOn(
      { default: cluster.nameServer },
      () => import('./at-a-glance.js'),
    );
    const orders = (await startApp([AppModule])).get(OrdersService);

    const order = await orders.create(TEA);
    orders.view('1');
    await orders.cancel('1');

    const [created] = await stored(cluster, 'order-created', 1);
    expect(created).toMatchObject({ tags: 'web', keys: ['1'], text: JSON.stringify(order) });
    expect((await stored(cluster, 'order-viewed', 1))[0]?.text).toContain('"id":"1"');
    expect(await stored(cluster, 'order-cancelled', 1)).toMatchObject([{ keys: ['1'], text: '{"id":"1"}' }]);
  });
});

describe('first app', () => {
  it('starts a cluster of its own, stores an order, and shows its message', async () => {
    const create = NestFactory.create.bind(NestFactory);
    const started: INestApplication[] = [];
    const created = jest.spyOn(NestFactory, 'create').mockImplementation(async (module) => {
      const app = await create(module, { logger: false });
      started.push(app);
      return app;
    });
    const before = { PORT: process.env['PORT'], NAMESRV_ADDR: process.env['NAMESRV_ADDR'] };
    afterwards(() => {
      created.mockRestore();
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });
    process.env['PORT'] = '0';
    delete process.env['NAMESRV_ADDR'];

    await import('./first-app/main.js');
    const [app] = started;
    afterwards(() => app!.close());
    const { port } = (app!.getHttpServer() as Server).address() as AddressInfo;
    const orders = `http://127.0.0.1:${port}/orders`;
    const headers = { 'content-type': 'application/json', connection: 'close' };
    const posted = await fetch(orders, { method: 'POST', headers, body: '{"item":"tea"}' });
    const order = (await posted.json()) as { readonly id: string };
    const messages = await fetch(`${orders}/${order.id}/messages`, { headers });

    expect(posted.status).toBe(201);
    expect(await messages.json()).toEqual([{ tags: 'web', keys: [order.id], body: JSON.stringify(order) }]);
  });
});

describe('facts of messages', () => {
  it('come from options that see result and arguments', async () => {
    const cluster = await startCluster();
    const { OrdersService } = await import('./decorator-options.js');
    const orders = (await startProviders(cluster, OrdersService)).get(OrdersService);

    const order = await orders.place(TEA, CUSTOMER);
    await orders.place({ item: 'sample', total: 0 }, CUSTOMER);

    expect(order).toMatchObject(TEA);
    expect(await stored(cluster, 'order-placed', 1)).toMatchObject([{ keys: ['1'], text: '{"id":"1","total":3}' }]);
  });

  it('travel beside the payload as outbound()', async () => {
    const cluster = await startCluster();
    const { OrdersService } = await import('./decorator-options.js');
    const orders = (await startProviders(cluster, OrdersService)).get(OrdersService);

    await orders.create(TEA, CUSTOMER);

    expect(await stored(cluster, 'order-created', 1)).toMatchObject([
      { tags: 'web', keys: ['1'], properties: { locale: 'de' } },
    ]);
  });

  it('come from typed topics, which refuse what their schema refuses', async () => {
    const cluster = await startCluster();
    const { OrdersService, orderViewed } = await import('./typed-topics.js');
    const orders = (await startProviders(cluster, OrdersService)).get(OrdersService);

    await orders.create(TEA);
    const refused = orders.create({ item: 'sample', total: 0 });

    await expect(refused).rejects.toMatchObject({ code: 'PAYLOAD_INVALID' });
    expect(await stored(cluster, 'order-created', 1)).toMatchObject([{ keys: ['1'] }]);
    expect(orderViewed).toMatchObject({ name: 'order-viewed', tags: 'web' });
  });
});

describe('batches', () => {
  it('store each element as a message', async () => {
    const cluster = await startCluster();
    const { PickingService } = await import('./picking.js');
    const app = await startProviders(cluster, PickingService);
    await app.get(OrdersRepository).insert(TEA);

    await app.get(PickingService).pick('1');
    const outcomes = await app.get(PickingService).subscribe(['a@example.org', 'b@example.org']);

    expect(await stored(cluster, 'line-picked', 2)).toMatchObject([
      { keys: ['tea'], properties: { orderId: '1' } },
      { keys: ['cup'], properties: { orderId: '1' } },
    ]);
    expect(outcomes).toMatchObject([{ sendStatus: 'SEND_OK' }, { sendStatus: 'SEND_OK' }]);
    expect(await stored(cluster, 'subscribed', 2)).toMatchObject([{ text: 'a@example.org' }, { tags: 'import' }]);
  });
});

describe('delivery later', () => {
  it('can be called off before it is due', async () => {
    const cluster = await startCluster();
    const { RemindersService } = await import('./reminders.js');
    const reminders = (await startProviders(cluster, RemindersService)).get(RemindersService);

    const recallHandle = await reminders.remind({ ...TEA, id: '1' });

    expect(await reminders.forget(recallHandle!)).toMatch(/^[0-9A-F]{32}$/);
    expect(cluster.messages('reminder')).toEqual([]);
  });
});

describe('several connections', () => {
  it('each reach their own cluster', async () => {
    const [shop, audit] = [await startCluster(), await startCluster()];
    const { AppModule, OrdersService } = await loadOn(
      { default: shop.nameServer, audit: audit.nameServer },
      () => import('./connections.js'),
    );
    const orders = (await startApp([AppModule])).get(OrdersService);

    await orders.create(TEA);
    await orders.note('opened');

    expect([shop.topics(), audit.topics()].map((topics) => topics.toSorted())).toEqual([
      expect.arrayContaining(['order-created']),
      expect.arrayContaining(['note', 'order-audit']),
    ]);
    expect(await stored(audit, 'note', 1)).toMatchObject([{ text: 'opened' }]);
    expect(shop.messages('order-audit')).toEqual([]);
  });
});

describe('transactions', () => {
  it('commit before the decorator above them sends, and send nothing after a rollback', async () => {
    const cluster = await startCluster();
    const { OrdersService, steps } = await import('./transactions.js');
    const app = await startProviders(cluster, OrdersService);

    await app.get(OrdersService).create(TEA);
    const [message] = await cluster.waitFor('order-created', 1);
    expect(steps).toEqual(['begin', 'commit']);
    expect(message).toMatchObject({ keys: ['1'] });

    jest.spyOn(app.get(OrdersRepository), 'insert').mockRejectedValueOnce(new Error('deadlock'));
    await expect(app.get(OrdersService).create(TEA)).rejects.toThrow('deadlock');
    expect(steps.slice(2)).toEqual(['begin', 'rollback']);
    expect(cluster.messages('order-created')).toHaveLength(1);
  });
});

describe('effects', () => {
  it('wait for their message when the method only builds and publishes', async () => {
    const cluster = await startCluster();
    const { OrdersService } = await import('./effect-after-send.js');
    const orders = (await startProviders(cluster, OrdersService)).get(OrdersService);

    const order = await orders.place(TEA);
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 13 } });
    await expect(orders.place(TEA)).rejects.toMatchObject({ code: 'BROKER_REJECTED' });

    expect([...orders.orders.keys()]).toEqual([order.id]);
    expect(await stored(cluster, 'order-created', 1)).toMatchObject([{ keys: [order.id] }]);
  });
});

describe('failed sends', () => {
  it('tell every attempt', async () => {
    const cluster = await startCluster();
    const { OrdersService } = await import('./failures.js');
    const orders = (await startProviders(cluster, OrdersService)).get(OrdersService);
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 13, remark: 'too large' } });

    await expect(orders.announce({ ...TEA, id: '1' })).rejects.toThrow(
      /^order 1 was not announced \(BROKER_REJECTED\): broker-a: .*too large/,
    );
  });
});
