/**
 * ProducerService: the three modes imperatively.
 */
import { describe, expect, it } from '@jest/globals';
import {
  type ClientEvent,
  type MessageQueue,
  ProducerService,
  type RocketMQModuleOptions,
  type SendOutcome,
} from '../../../lib/index.js';
import { thrownBy } from '../../fixtures/caught.js';
import { sendResult } from './fake-native-client.js';
import { rejectionOf, settled, startApp } from './test-app.js';

async function start(rocketmq: Partial<RocketMQModuleOptions> = {}) {
  const events: ClientEvent[] = [];
  const { app, fake, logger } = await startApp({ rocketmq: { onEvent: (event) => events.push(event), ...rocketmq } });
  return { producer: app.get(ProducerService), fake, logger, events };
}

class Callback {
  readonly calls: (SendOutcome | Error)[] = [];

  onSuccess(outcome: SendOutcome): void {
    this.calls.push(outcome);
  }

  onException(error: Error): void {
    this.calls.push(error);
  }
}

describe('recall', () => {
  it("is the native producer's", async () => {
    const { producer, fake } = await start();

    const msgId = await producer.recall('orders', 'handle', { timeoutMs: 50 });

    expect(msgId).toBe('recalled');
    expect(fake.calls).toContain('recall orders handle 50');
  });
});

describe('send', () => {
  it('resolves with the result, and passes every fact on', async () => {
    const { producer, fake } = await start();
    const options = {
      tags: 't',
      keys: ['a', 'b'],
      properties: { city: 'Wien' },
      flag: 3,
      waitStoreMsgOk: false,
      timeoutMs: 50,
    };

    const outcome = await producer.send('orders', { id: 1 }, options);

    expect(outcome).toEqual(sendResult('orders'));
    expect(fake.sent[0]).toMatchObject({
      mode: 'SYNC',
      topic: 'orders',
      text: '{"id":1}',
      message: { tags: 't', keys: ['a', 'b'], properties: { city: 'Wien' }, flag: 3, waitStoreMsgOk: false },
      options: { timeoutMs: 50 },
    });
  });

  it.each([{ delayLevel: 3, buyerId: 'b' }, { deliverAfterMs: 5000 }, { deliverAt: new Date(0) }])(
    'hands on %j',
    async (options) => {
      const { producer, fake } = await start();

      await producer.send('orders', 'x', options as { delayLevel: 3 });

      expect(fake.sent[0]?.message).toMatchObject(options);
    },
  );

  it('leaves it to the client to refuse two delivery times', async () => {
    const { producer, fake } = await start();
    const options = { delayLevel: 3, deliverAfterMs: 5000 } as unknown as { delayLevel: 3 };

    const error = await rejectionOf(producer.send('orders', 'x', options));

    expect(String(error)).toContain('delayLevel and deliverAfterMs exclude each other');
    expect(fake.sent).toEqual([]);
  });

  it.each([
    { shardingKey: 'a' },
    { queue: { topic: 'orders', brokerName: 'broker-a', queueId: 1 } },
    { selector: ([first]: readonly MessageQueue[]) => first as MessageQueue },
    { signal: new AbortController().signal },
  ])('hands %o on', async (options) => {
    const { producer, fake } = await start();

    await producer.send('orders', 'x', options);

    expect(fake.sent[0]?.options).toMatchObject(options);
  });

  it('reaches the native producer within the call', async () => {
    const { producer, fake } = await start();

    const sending = producer.send('orders', 'text');

    expect(fake.bodies).toEqual(['text']);
    await sending;
  });

  it('hands bytes over without a copy', async () => {
    const { producer, fake } = await start();
    const bytes = Uint8Array.of(1, 2);

    await producer.send('orders', bytes);

    expect(fake.sent[0]?.message.body).toBe(bytes);
  });

  it('rejects a payload that cannot be sent and properties that would be lost', async () => {
    const { producer, fake } = await start();

    const error = await rejectionOf(producer.send('orders', { amount: 5n }));
    const lost = await rejectionOf(producer.send('orders', 'x', { properties: new Map([['a', 'b']]) as never }));

    expect(error).toMatchObject({ code: 'PAYLOAD_NOT_SERIALIZABLE', path: '$.amount' });
    expect(lost).toMatchObject({ code: 'INVALID_MESSAGE', field: 'properties' });
    expect(fake.sent).toEqual([]);
  });

  it("uses the module's serializer", async () => {
    const { producer, fake } = await start({
      serializer: { serialize: (payload) => Buffer.from(`<${String(payload)}>`) },
    });

    await producer.send('orders', 5);

    expect(fake.bodies).toEqual(['<5>']);
  });
});

describe('sendAsync', () => {
  it('calls onSuccess once, later than the call', async () => {
    const { producer, fake } = await start();
    const callback = new Callback();

    producer.sendAsync('orders', { id: 1 }, callback, { keys: 'k' });
    const callsAtOnce = callback.calls.length;
    await settled();

    expect(callsAtOnce).toBe(0);
    expect(callback.calls).toEqual([sendResult('orders')]);
    expect(fake.sent[0]).toMatchObject({ mode: 'ASYNC', message: { keys: 'k' } });
  });

  it('gives every failure to onException, bad payloads included', async () => {
    const { producer, fake } = await start();
    const callback = new Callback();
    fake.answer = () => Promise.reject(new Error('no broker'));

    producer.sendAsync('orders', { id: 1 }, callback);
    producer.sendAsync('orders', { id: 1n }, callback);
    await settled();

    expect(
      callback.calls.map((call) => (call as { code?: string }).code ?? (call as Error).message).toSorted(),
    ).toEqual(['PAYLOAD_NOT_SERIALIZABLE', 'no broker']);
  });

  it('throws only if the callback is no callback', async () => {
    const { producer, fake } = await start();

    const error = thrownBy(() => producer.sendAsync('orders', 'x', (() => {}) as never));

    expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(fake.sent).toEqual([]);
  });

  it('without a callback makes a failure one event and one log line', async () => {
    const { producer, fake, events, logger } = await start();
    fake.answer = () => Promise.reject(new Error('no broker'));

    producer.sendAsync('orders', 'x');
    await settled();

    expect(events).toEqual([{ type: 'send-exception', topic: 'orders', error: new Error('no broker') }]);
    expect(logger.lines).toEqual(['warn ProducerService.sendAsync: no broker']);
  });

  it('reports a callback that throws, once, and calls it no second time', async () => {
    const { producer, events } = await start();
    const calls: string[] = [];

    producer.sendAsync('orders', 'x', {
      onSuccess: () => {
        calls.push('success');
        throw new Error('mine');
      },
      onException: () => calls.push('exception'),
    });
    await settled();

    expect(calls).toEqual(['success']);
    expect(events).toEqual([{ type: 'callback-threw', error: new Error('mine') }]);
  });
});

describe('sendOneway', () => {
  it('resolves with nothing once the message is handed over, rejects otherwise', async () => {
    const { producer, fake } = await start();

    const outcome: unknown = await producer.sendOneway('orders', 'x');
    fake.answer = () => Promise.reject(new Error('no socket'));

    expect(outcome).toBeUndefined();
    expect(fake.sent[0]?.mode).toBe('ONEWAY');
    await expect(producer.sendOneway('orders', 'x')).rejects.toThrow('no socket');
    expect(producer.status().onewayFailures).toBe(0);
  });
});

describe('the rest', () => {
  it('status tells the state of the client and the counts of the layer', async () => {
    const { producer } = await start();

    expect(producer.status()).toMatchObject({ state: 'running', onewayFailures: 0, suppressedSends: 0, inFlight: 0 });
  });

  it('unwrap gives the native client and producer', async () => {
    const { producer } = await start();

    expect(Object.keys(producer.unwrap())).toEqual(['client', 'producer']);
  });
});
