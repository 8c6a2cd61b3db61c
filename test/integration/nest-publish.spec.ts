/**
 * From a Nest app to the broker: what a decorated method returns is what is stored.
 */
import { describe, expect, it } from '@jest/globals';
import { Body, type CanActivate, Controller, Get, Inject, Injectable, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import request from 'supertest';
import { ProducerService, RocketMQModule, SendAsync, SendOneway, SendSync } from '../../lib/index.js';
import { startApp, startCluster } from './nest-app.js';

interface Order {
  readonly id: string;
  readonly city: string;
}

const ORDER: Order = { id: 'o-1', city: '维也纳 🎡' };

@Controller('orders')
class OrdersController {
  constructor(@Inject(ProducerService) private readonly producer: ProducerService) {}

  @Post()
  @SendSync('created', { tags: 'web', keys: (order) => order.id, properties: (order) => ({ city: order.city }) })
  create(@Body() order: Order): Promise<Order> {
    return Promise.resolve(order);
  }

  @SendAsync('viewed', { keys: (order) => [order.id, 'view'] })
  @Get(':id')
  view(@Param('id') id: string): Order {
    return { ...ORDER, id };
  }

  @Get(':id/click')
  @SendOneway('clicked')
  click(@Param('id') id: string): Order {
    return { ...ORDER, id };
  }

  @Post(':id/cancel')
  async cancel(@Param('id') id: string): Promise<{ queueOffset: number | undefined }> {
    const outcome = await this.producer.send('cancelled', { id }, { keys: id, flag: 5 });
    return { queueOffset: outcome.sendStatus === 'SUPPRESSED' ? undefined : outcome.queueOffset };
  }
}

@Injectable()
class Nobody implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Injectable()
class Anybody implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

const textOf = (message: { body: Uint8Array } | undefined): string => Buffer.from(message?.body ?? []).toString('utf8');

describe('a Nest app', () => {
  it('stores what @SendSync publishes, with tags, keys and properties, before it answers', async () => {
    const cluster = await startCluster();
    const app = await startApp({ nameServer: cluster.nameServer, controllers: [OrdersController] });

    await request(app.getHttpServer()).post('/orders').send(ORDER).expect(201, ORDER);
    const [message] = cluster.messages('created');

    expect(JSON.parse(textOf(message))).toEqual(ORDER);
    expect(message).toMatchObject({ topic: 'created', tags: 'web', keys: ['o-1'] });
    expect(message?.properties).toMatchObject({ city: ORDER.city, UNIQ_KEY: expect.stringMatching(/^[0-9A-F]{32}$/) });
  });

  it('stores what @SendAsync and @SendOneway publish', async () => {
    const cluster = await startCluster({ brokers: 2 });
    const app = await startApp({ nameServer: cluster.nameServer, controllers: [OrdersController] });

    await request(app.getHttpServer()).get('/orders/a').expect(200);
    await request(app.getHttpServer()).get('/orders/b/click').expect(200);
    const [viewed] = await cluster.waitFor('viewed', 1);
    const [clicked] = await cluster.waitFor('clicked', 1);

    expect([viewed, clicked].map(textOf)).toEqual([
      JSON.stringify({ ...ORDER, id: 'a' }),
      JSON.stringify({ ...ORDER, id: 'b' }),
    ]);
    expect(viewed).toMatchObject({ keys: ['a', 'view'] });
  });

  it('stores what ProducerService sends, and gets the result', async () => {
    const cluster = await startCluster();
    const app = await startApp({ nameServer: cluster.nameServer, controllers: [OrdersController] });

    await request(app.getHttpServer()).post('/orders/x/cancel').expect(201, { queueOffset: 0 });

    expect(cluster.messages('cancelled')[0]).toMatchObject({ keys: ['x'], flag: 5 });
  });

  it('puts nothing on the wire for what a guard forbids', async () => {
    const cluster = await startCluster();
    const app = await startApp({ nameServer: cluster.nameServer, rocketmq: { guards: [Nobody] } });
    const requestsBefore = cluster.requests().length;

    const sending = app.get(ProducerService).send('created', ORDER);

    await expect(sending).rejects.toMatchObject({ code: 'SEND_FORBIDDEN', forbiddenBy: 'Nobody' });
    expect(cluster.requests().slice(requestsBefore)).toEqual([]);
    expect(cluster.messages('created')).toEqual([]);
  });

  it('publishes from instances that Nest hands out as proxies', async () => {
    const cluster = await startCluster();
    const proxied: unknown[] = [];
    const instanceDecorator = (instance: unknown): unknown => {
      // Nest's own container is a Map, whose methods refuse a proxy.
      if (typeof instance !== 'object' || instance === null || instance instanceof Map) return instance;
      proxied.push(instance);
      return new Proxy(instance, {});
    };
    const options = { nameServers: [cluster.nameServer], producer: { group: 'shop' } };
    @Module({
      imports: [RocketMQModule.forRoot({ ...options, guards: [Anybody] })],
      controllers: [OrdersController],
      providers: [
        {
          provide: 'by-factory',
          inject: [ProducerService],
          useFactory: (producer: ProducerService) => new OrdersController(producer),
        },
      ],
    })
    class Shop {}
    const app = await NestFactory.createApplicationContext(Shop, { logger: false, instrument: { instanceDecorator } });

    await app.get(OrdersController).create(ORDER);
    await app.get<OrdersController>('by-factory').create(ORDER);
    await app.get(OrdersController).cancel('x');
    await app.close();

    expect(proxied.length).toBeGreaterThan(5);
    expect(cluster.messages('created')).toHaveLength(2);
    expect(cluster.messages('cancelled')).toHaveLength(1);
  });

  it('gets the typed error of a broker that refuses', async () => {
    const cluster = await startCluster();
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 13, remark: 'no such luck' } });
    const app = await startApp({ nameServer: cluster.nameServer, controllers: [OrdersController] });

    const sending = app.get(OrdersController).create(ORDER);

    await expect(sending).rejects.toMatchObject({ code: 'BROKER_REJECTED', responseCode: 13 });
  });
});
