/**
 * `RocketMQTestingModule`: the real module on a cluster of its own, which ends with the app.
 */
import { describe, expect, it } from '@jest/globals';
import { Inject, Injectable, Module, type OnModuleInit, type Provider } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { defineTopic, getProducerToken, ProducerService, SendSync } from '../../lib/index.js';
import {
  getTestBrokerToken,
  type LeakWatch,
  RocketMQTestBroker,
  RocketMQTestingModule,
  type RocketMQTestingModuleOptions,
  watchForLeaks,
} from '../../lib/testing/index.js';
import { rejectionOf } from '../fixtures/running-client.js';

interface Order {
  readonly id: string;
}

const typed = defineTopic<Order>('typed');

@Injectable()
class Orders {
  constructor(@Inject(ProducerService) readonly producer: ProducerService) {}

  @SendSync('created', { tags: 'web', keys: (order) => order.id })
  create(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }
}

@Module({ providers: [Orders], exports: [Orders] })
class OrdersModule {}

interface Started {
  readonly module: TestingModule;
  readonly orders: Orders;
  readonly broker: RocketMQTestBroker;
}

async function compile(options?: RocketMQTestingModuleOptions, providers: Provider[] = []): Promise<Started> {
  const module = await Test.createTestingModule({
    imports: [RocketMQTestingModule.forRoot(options), OrdersModule],
    providers,
  })
    .setLogger(false as never)
    .compile();
  return { module, orders: module.get(Orders, { strict: false }), broker: module.get(RocketMQTestBroker) };
}

/** A test on an app, which must leave nothing behind. */
async function withApp(
  options: RocketMQTestingModuleOptions,
  test: (started: Started) => Promise<void>,
): Promise<void> {
  const watch = watchForLeaks();
  const started = await compile(options);
  await started.module.init();
  try {
    await test(started);
  } finally {
    await started.module.close();
  }
  await watch.assertNoLeaks();
}

/** Nothing listens there any more, and the watch knows of nothing that is left. */
async function expectStopped(watch: LeakWatch, broker: RocketMQTestBroker): Promise<void> {
  await watch.assertNoLeaks();
  expect(broker.cluster.connections()).toBe(0);
}

describe('RocketMQTestingModule', () => {
  it('shows what the brokers stored, as bytes, text and JSON', () =>
    withApp({}, async ({ orders, broker }) => {
      await orders.create('1');
      await orders.producer.send(typed, { id: '2' });
      await orders.producer.send('plain', 'text');

      expect(broker.received('created')).toMatchObject([
        { topic: 'created', tags: 'web', text: '{"id":"1"}', json: { id: '1' } },
      ]);
      expect(await broker.waitFor(typed, 1)).toMatchObject([{ json: { id: '2' } }]);
      expect(broker.received('plain')).toMatchObject([{ text: 'text', json: undefined }]);
      expect(broker.received('none')).toEqual([]);
    }));

  it('takes the options of the module and of the cluster, and topics', () =>
    withApp(
      {
        producer: { group: 'shop', retryTimesWhenSendFailed: 0 },
        startup: 'eager',
        cluster: { brokers: 2, autoCreateTopics: false },
        topics: { created: { queues: 1, brokers: ['broker-b'] } },
      },
      async ({ orders, broker }) => {
        await orders.create('1');

        expect(broker.cluster.brokers).toHaveLength(2);
        expect(await orders.producer.send('created', 'x')).toMatchObject({
          messageQueue: { brokerName: 'broker-b', queueId: 0 },
        });
        expect(await rejectionOf(orders.producer.send('unknown', 'x'))).toMatchObject({ code: 'NO_ROUTE' });
      },
    ));

  it('makes topics of a list', () =>
    withApp({ cluster: { autoCreateTopics: false }, topics: ['created'] }, async ({ orders, broker }) => {
      await orders.create('1');

      expect(broker.received('created')).toHaveLength(1);
    }));

  it('lets sends fail as ordered', () =>
    withApp({ producer: { group: 'shop', retryTimesWhenSendFailed: 0 } }, async ({ orders, broker }) => {
      const fault = broker.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 13, remark: 'no' } });

      expect(await rejectionOf(orders.create('1'))).toMatchObject({ code: 'BROKER_REJECTED', responseCode: 13 });
      await orders.create('2');
      broker.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'drop-reply' } });

      expect(fault.used()).toBe(1);
      expect(broker.unusedFaults()).toEqual(['drop-reply on SEND_MESSAGE_V2 at any server: used 0 of 1 times']);
      broker.clearFaults();
      expect(broker.unusedFaults()).toEqual([]);
      expect((await broker.waitFor('created', 1)).map(({ json }) => json)).toEqual([{ id: '2' }]);
    }));

  it('has the retries of the real module', () =>
    withApp({}, async ({ orders, broker }) => {
      const busy = broker.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 2 } });

      await orders.create('1');

      expect(busy.used()).toBe(1);
      expect(broker.received('created')).toHaveLength(1);
    }));

  it('says what came instead of what was waited for', () =>
    withApp({}, async ({ orders, broker }) => {
      await orders.create('1');

      const error = await rejectionOf(broker.waitFor('cretaed', 1, { timeoutMs: 1 }));

      expect(error).toMatchObject({ code: 'MESSAGES_MISSING', missing: { elsewhere: { created: 1 } } });
      expect(String(error)).toContain(
        'topic cretaed, but 1 ms are over and 0 came; other topics got messages: created (1)',
      );
    }));

  it('gives two apps a cluster each', () =>
    withApp({}, async (one) => {
      const other = await compile();
      await other.module.init();

      await one.orders.create('1');
      await other.module.close();

      expect(one.broker.received('created')).toHaveLength(1);
      expect(other.broker.received('created')).toEqual([]);
    }));
});

describe('RocketMQTestingModule with a name', () => {
  it('gives each connection of an app a cluster', async () => {
    const watch = watchForLeaks();
    const module = await Test.createTestingModule({
      imports: [RocketMQTestingModule.forRoot(), RocketMQTestingModule.forRoot({ name: 'audit' })],
    })
      .setLogger(false as never)
      .compile();
    await module.init();

    await module.get(getProducerToken('audit'), { strict: false }).send('looked-at', 'x');
    const brokers = [module.get(getTestBrokerToken()), module.get(getTestBrokerToken('audit'))];
    await module.close();

    expect(brokers.map((broker) => broker.received('looked-at').length)).toEqual([0, 1]);
    await watch.assertNoLeaks();
  });
});

describe('the end of the cluster', () => {
  it('comes after the sends that were under way', async () => {
    const watch = watchForLeaks();
    const { module, orders, broker } = await compile();
    await module.init();
    broker.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'delay', ms: 50 } });

    const [order] = await Promise.all([orders.create('1'), module.close()]);

    expect(order).toEqual({ id: '1' });
    expect(broker.received('created')).toMatchObject([{ json: { id: '1' } }]);
    await expectStopped(watch, broker);
  });

  it('comes after onDrained of the app, and also when that throws', async () => {
    const watch = watchForLeaks();
    const seen: number[] = [];
    const { module, orders, broker } = await compile({
      onDrained: () => {
        seen.push(broker.cluster.connections());
        throw new Error('not today');
      },
    });
    await module.init();
    await orders.create('1');

    await module.close();

    expect(seen).toHaveLength(1);
    await expectStopped(watch, broker);
  });

  it('comes after a boot that failed in onModuleInit, when the app is closed', async () => {
    class FailsToStart implements OnModuleInit {
      onModuleInit(): void {
        throw new Error('no database');
      }
    }
    const watch = watchForLeaks();
    const { module, broker } = await compile({}, [FailsToStart]);

    expect(await rejectionOf(module.init())).toMatchObject({ message: 'no database' });
    await module.close();

    await expectStopped(watch, broker);
  });

  it('comes when a topic of the options is bad', async () => {
    const watch = watchForLeaks();

    expect(await rejectionOf(compile({ topics: ['bad topic'] }))).toMatchObject({ code: 'INVALID_MESSAGE' });

    await watch.assertNoLeaks();
  });

  it('cannot come where the app was never made, but the cluster keeps no process alive then', async () => {
    const before = listeningServers();
    const failing = { provide: 'database', useFactory: () => Promise.reject(new Error('no database')) };

    expect(await rejectionOf(compile({}, [failing]))).toMatchObject({ message: 'no database' });

    expect(listeningServers()).toBe(before);
    const cluster = await EmbeddedCluster.start();
    expect(listeningServers()).toBe(before + 2);
    await cluster.stop();
  });
});

/** Servers for whose sake the process stays alive. */
function listeningServers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length;
}
