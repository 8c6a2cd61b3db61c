/**
 * The contract of @SendSync: the caller gets the method's own result once the message is stored.
 */
import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { SendSync } from '../../../lib/index.js';
import { FakeNativeClient, sendResult } from './fake-native-client.js';
import { Deferred, rejectionOf, settled, startApp } from './test-app.js';

interface Order {
  readonly id: string;
  readonly lines?: readonly string[];
}

@Injectable()
class Orders {
  readonly gate = new Deferred();

  @SendSync('order-created', { tags: 'web', keys: (order) => order.id, properties: (_order, id) => ({ from: id }) })
  async create(id: string): Promise<Order> {
    await this.gate.promise;
    return { id, lines: ['a'] };
  }

  @SendSync('order-found')
  find(order: Order | undefined | null): Promise<Order | undefined | null> {
    return Promise.resolve(order);
  }

  @SendSync('order-found', { onEmpty: 'error' })
  findOrFail(): Promise<Order | undefined> {
    return Promise.resolve(undefined);
  }

  @SendSync('order-failed')
  fail(): Promise<Order> {
    return Promise.reject(new Error('out of stock'));
  }

  @SendSync('order-failed')
  throwAtOnce(): Promise<Order> {
    throw new Error('no such order');
  }

  @SendSync('order-flushed', { requireStatus: 'SEND_OK', timeoutMs: 200, flag: 7 })
  flush(): Promise<Order> {
    return Promise.resolve({ id: 'f' });
  }

  @SendSync('order-keyed', {
    keys: () => {
      throw new TypeError('no key');
    },
  })
  badKey(): Promise<Order> {
    return Promise.resolve({ id: 'k' });
  }

  @SendSync('order-raw')
  raw(bytes: Uint8Array): Promise<Uint8Array> {
    return Promise.resolve(bytes);
  }

  @SendSync('order-plain')
  plain(): Promise<Order> {
    return { id: 'p' } as unknown as Promise<Order>;
  }
}

async function start(fake = new FakeNativeClient()) {
  const { app } = await startApp({ providers: [Orders], fake });
  return { orders: app.get(Orders), fake };
}

describe('@SendSync', () => {
  it('publishes what the method resolves to, with facts made of result and arguments', async () => {
    const { orders, fake } = await start();
    orders.gate.resolve();

    await orders.create('o-1');

    expect(fake.sent).toHaveLength(1);
    expect(fake.sent[0]).toMatchObject({
      mode: 'SYNC',
      topic: 'order-created',
      text: '{"id":"o-1","lines":["a"]}',
      message: { tags: 'web', keys: 'o-1', properties: { from: 'o-1' } },
    });
  });

  it("gives the caller the method's own result, after the message was stored", async () => {
    const { orders, fake } = await start();
    const stored = new Deferred();
    fake.answer = async ({ topic }) => {
      await stored.promise;
      return sendResult(topic);
    };
    orders.gate.resolve();

    let isDone = false;
    const call = orders.create('o-1').finally(() => {
      isDone = true;
    });
    await settled();
    const wasDoneBefore = isDone;
    stored.resolve();

    expect(await call).toEqual({ id: 'o-1', lines: ['a'] });
    expect(wasDoneBefore).toBe(false);
  });

  it("rejects the call with the send's own error", async () => {
    const { orders, fake } = await start();
    const failure = new Error('no broker');
    fake.answer = () => Promise.reject(failure);
    orders.gate.resolve();

    expect(await rejectionOf(orders.create('o-1'))).toBe(failure);
  });

  it('sends nothing if the method rejects or throws', async () => {
    const { orders, fake } = await start();

    await expect(orders.fail()).rejects.toThrow('out of stock');
    expect(() => orders.throwAtOnce()).toThrow('no such order');
    expect(fake.sent).toEqual([]);
  });

  it.each([undefined, null])('skips a result of %s', async (empty) => {
    const { orders, fake } = await start();

    expect(await orders.find(empty)).toBe(empty);
    expect(fake.sent).toEqual([]);
  });

  it('refuses an empty result if told to', async () => {
    const { orders, fake } = await start();

    const error = await rejectionOf(orders.findOrFail());

    expect(error).toMatchObject({ code: 'PAYLOAD_NOT_SERIALIZABLE', topic: 'order-found' });
    expect(String(error)).toContain('Orders.findOrFail() returned nothing');
    expect(fake.sent).toEqual([]);
  });

  it('passes flag and time-out on', async () => {
    const { orders, fake } = await start();

    await orders.flush();

    expect(fake.sent[0]).toMatchObject({ message: { flag: 7 }, options: { timeoutMs: 200 } });
  });

  it('rejects another status than SEND_OK only if that is required', async () => {
    const { orders, fake } = await start();
    fake.answer = ({ topic }) => Promise.resolve(sendResult(topic, 'FLUSH_DISK_TIMEOUT'));

    const error = await rejectionOf(orders.flush());
    const found = await orders.find({ id: 'x' });

    expect(error).toMatchObject({ code: 'SEND_STATUS_NOT_OK', topic: 'order-flushed' });
    expect(error).toMatchObject({ result: { sendStatus: 'FLUSH_DISK_TIMEOUT' } });
    expect(found).toEqual({ id: 'x' });
  });

  it('rejects the call if a function of an option throws', async () => {
    const { orders, fake } = await start();

    await expect(orders.badKey()).rejects.toThrow(new TypeError('no key'));
    expect(fake.sent).toEqual([]);
  });

  it('copies bytes that the method hands back', async () => {
    const { orders, fake } = await start();
    const bytes = Buffer.from('before');

    const call = orders.raw(bytes);
    await settled();
    bytes.write('after!');
    await call;

    expect(Buffer.from(fake.sent[0]?.message.body ?? []).toString()).toBe('before');
  });

  it('waits for the store even if a cast hid that the method returns no promise', async () => {
    const { orders, fake } = await start();

    expect(await orders.plain()).toEqual({ id: 'p' });
    expect(fake.topicsSent).toEqual(['order-plain']);
  });
});
