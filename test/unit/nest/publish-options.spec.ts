/**
 * Options of the publish decorators: values or functions of the result and the arguments.
 */
import { describe, expect, it } from '@jest/globals';
import { Inject, Injectable, Scope } from '@nestjs/common';
import { type ClientEvent, SendAsync, SendOneway, type SendOutcome, SendSync } from '../../../lib/index.js';
import { sendResult } from './fake-native-client.js';
import { settled, startApp } from './test-app.js';

interface Order {
  readonly id: string;
  readonly total: number;
}

const told: unknown[][] = [];

@Injectable()
class Metrics {
  readonly outcomes: string[] = [];
}

@Injectable()
class Audit {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  onSuccess({ msgId }: SendOutcome): void {
    this.metrics.outcomes.push(`stored ${msgId}`);
  }

  onException({ message }: Error): void {
    this.metrics.outcomes.push(`failed ${message}`);
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class TransientAudit extends Audit {}

const DUE = new Date(1_900_000_000_000);

@Injectable()
class Orders {
  @SendSync('o', {
    shardingKey: (order, customer) => `${customer}-${order.id}`,
    delayLevel: (order) => (order.total > 10 ? 3 : 1),
    flag: (order) => order.total,
    timeoutMs: (order) => order.total * 10,
    buyerId: (_order, customer) => customer,
    waitStoreMsgOk: false,
  })
  byFunctions(_customer: string): Promise<Order> {
    return Promise.resolve({ id: 'a', total: 20 });
  }

  @SendSync('o', { deliverAfterMs: 5000, shardingKey: 'all' })
  byValues(): Promise<Order> {
    return Promise.resolve({ id: 'a', total: 20 });
  }

  @SendOneway('o', { deliverAt: () => DUE, tags: () => undefined })
  oneway(): Order {
    return { id: 'a', total: 1 };
  }

  @SendSync('o', { body: (order, customer) => ({ customer, id: order.id }), keys: (order) => order.id })
  picked(_customer: string): Promise<Order> {
    return Promise.resolve({ id: 'a', total: 20 });
  }

  @SendSync('o', { body: 'fixed' })
  fixed(): Promise<Order> {
    return Promise.resolve({ id: 'a', total: 20 });
  }

  @SendSync('o', { body: () => undefined as unknown as string })
  noBody(): Promise<Order> {
    return Promise.resolve({ id: 'a', total: 20 });
  }

  @SendSync('o', { when: (order, minimum) => order.total >= minimum, onSuccess: (...all) => told.push(all) })
  large(_minimum: number): Promise<Order> {
    return Promise.resolve({ id: 'a', total: 20 });
  }

  @SendSync('o', { when: false, keys: () => Promise.reject(new Error('not asked')) as never })
  never(): Promise<Order> {
    return Promise.resolve({ id: 'a', total: 20 });
  }

  @SendAsync('o', {
    onSuccess: (...all) => told.push(all),
    onException: (...all) => told.push(all),
  })
  observed(_customer: string): Order {
    return { id: 'a', total: 20 };
  }

  @SendSync('o', {
    onSuccess: () => {
      throw new Error('in the callback');
    },
  })
  badListener(): Promise<Order> {
    return Promise.resolve({ id: 'a', total: 20 });
  }

  @SendAsync('o', { callback: Audit })
  audited(): Order {
    return { id: 'a', total: 20 };
  }

  @SendAsync('o', {
    callback: { onSuccess: (outcome) => told.push([outcome]), onException: (error) => told.push([error]) },
  })
  byObject(): Order {
    return { id: 'a', total: 20 };
  }

  @SendAsync('o', { callback: TransientAudit })
  transient(): Order {
    return { id: 'a', total: 20 };
  }
}

async function start(providers: (typeof Audit | typeof Metrics)[] = [Audit, Metrics, TransientAudit]) {
  told.length = 0;
  const events: ClientEvent[] = [];
  const { app, fake, logger } = await startApp({
    providers: [Orders, ...providers],
    rocketmq: { onEvent: (event) => events.push(event) },
  });
  const failAll = (): void => {
    fake.answer = () => Promise.reject(new Error('no broker'));
  };
  return { app, orders: app.get(Orders), fake, logger, events, failAll };
}

describe('options of publish decorators', () => {
  it('are functions of result and arguments', async () => {
    const { orders, fake } = await start();

    await orders.byFunctions('ann');

    expect(fake.sent[0]).toMatchObject({
      message: { delayLevel: 3, flag: 20, buyerId: 'ann', waitStoreMsgOk: false },
      options: { shardingKey: 'ann-a', timeoutMs: 200 },
    });
  });

  it('are values', async () => {
    const { orders, fake } = await start();

    await orders.byValues();

    expect(fake.sent[0]).toMatchObject({ message: { deliverAfterMs: 5000 }, options: { shardingKey: 'all' } });
  });

  it('serve one-way sends, too; a function that returns undefined names nothing', async () => {
    const { orders, fake } = await start();

    orders.oneway();

    expect(fake.sent[0]?.message.deliverAt).toBe(DUE);
    expect(fake.sent[0]?.message.tags).toBeUndefined();
  });

  it.each([
    ['a function', (orders: Orders) => orders.picked('ann'), '{"customer":"ann","id":"a"}'],
    ['a value', (orders: Orders) => orders.fixed(), 'fixed'],
  ])('body: %s makes what is sent, and the caller gets its result', async (_what, call, text) => {
    const { orders, fake } = await start();

    expect(await call(orders)).toEqual({ id: 'a', total: 20 });
    expect(fake.bodies).toEqual([text]);
  });

  it('body: nothing fails the send', async () => {
    const { orders, fake } = await start();

    await expect(orders.noBody()).rejects.toMatchObject({ code: 'PAYLOAD_NOT_SERIALIZABLE' });
    expect(fake.sent).toEqual([]);
  });

  it('when: false sends nothing, asks for no fact and tells nobody', async () => {
    const { orders, fake } = await start();

    expect(await orders.large(21)).toEqual({ id: 'a', total: 20 });
    expect(await orders.never()).toEqual({ id: 'a', total: 20 });
    await settled();

    expect(fake.sent).toEqual([]);
    expect(told).toEqual([]);
  });

  it('when: true sends, and onSuccess gets outcome, result and arguments', async () => {
    const { orders, fake } = await start();

    await orders.large(20);

    expect(fake.sent).toHaveLength(1);
    expect(told).toEqual([[sendResult('o'), { id: 'a', total: 20 }, 20]]);
  });

  it('onSuccess that throws is told of, and the call goes well', async () => {
    const { orders, events } = await start();

    await orders.badListener();

    expect(events).toEqual([{ type: 'callback-threw', error: new Error('in the callback') }]);
  });

  it('onSuccess and onException of @SendAsync: one of them, once', async () => {
    const { orders, failAll } = await start();

    orders.observed('ann');
    await settled();
    failAll();
    orders.observed('bob');
    await settled();

    const result = { id: 'a', total: 20 };
    expect(told).toEqual([
      [sendResult('o'), result, 'ann'],
      [new Error('no broker'), result, 'bob'],
    ]);
  });

  it('callback: a provider gets what became of each send', async () => {
    const { app, orders, failAll, events } = await start();

    orders.audited();
    await settled();
    failAll();
    orders.audited();
    await settled();

    expect(app.get(Metrics).outcomes).toEqual([`stored ${sendResult('o').msgId}`, 'failed no broker']);
    expect(events).toEqual([]);
  });

  it('callback: an object', async () => {
    const { orders, failAll } = await start();

    orders.byObject();
    await settled();
    failAll();
    orders.byObject();
    await settled();

    expect(told).toEqual([[sendResult('o')], [new Error('no broker')]]);
  });

  it('[hooks.41] callback: one that cannot be had loses no failure', async () => {
    const { orders, failAll, events } = await start();
    failAll();

    orders.transient();
    await settled();

    expect(events.map(({ type }) => type)).toEqual(['send-exception', 'callback-threw']);
    expect(String((events[1] as { error: unknown }).error)).toContain(
      'the callback is TransientAudit, which is request-scoped or transient',
    );
  });

  it.each([
    [{ delayLevel: 1, deliverAfterMs: 5 }, 'delayLevel and deliverAfterMs exclude each other'],
    [{ callback: Audit, onException: () => {} }, 'callback and onException exclude each other'],
    [{ callback: () => {}, onSuccess: () => {} }, 'callback and onSuccess exclude each other'],
    [{ callback: { onSuccess: () => {} } }, 'callback must be a class, or an object'],
    [{ when: 'always' }, 'when must be a boolean or a function'],
    [{ onSuccess: 'log' }, 'onSuccess must be a function'],
  ])('%j is refused where it is written', (options, text) => {
    const decorate = SendAsync('o', options as never);

    expect(() => {
      decorate(class {}.prototype, 'm', { value: () => 1 });
    }).toThrow(text);
  });
});
