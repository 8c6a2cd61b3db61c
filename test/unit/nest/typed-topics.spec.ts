/**
 * defineTopic(): schema, serializer and facts of a topic, under decorators and ProducerService.
 */
import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { type Observable, of } from 'rxjs';
import {
  type ClientEvent,
  defineTopic,
  outbound,
  ProducerService,
  SendAsync,
  SendSync,
  type StandardSchema,
  type StandardSchemaResult,
} from '../../../lib/index.js';
import { Deferred, rejectionOf, settled, startApp } from './test-app.js';

interface Order {
  readonly id: string;
  readonly secret?: string;
}

type Validate = (value: unknown) => StandardSchemaResult<Order> | Promise<StandardSchemaResult<Order>>;

function schemaOf(validate: Validate): StandardSchema<Order, Order> {
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

/** Wants an id and drops the rest, as validators of objects do. */
const validate: Validate = (value) => {
  const { id } = value as Partial<Order>;
  return typeof id === 'string' ? { value: { id } } : { issues: [{ message: 'must be a text', path: ['id'] }] };
};

const BAD = { id: 5 } as unknown as Order;

const created = defineTopic('created', {
  schema: schemaOf(validate),
  tags: 'topic',
  keys: (order) => `topic-${order.id}`,
  shardingKey: (order) => order.id,
});
const later = defineTopic('later', { schema: schemaOf((value) => Promise.resolve(value).then(validate)) });
const shouted = defineTopic<string>('shouted', {
  serializer: { serialize: (payload, topic) => Buffer.from(`${topic} ${String(payload).toUpperCase()}`) },
});
const raw = defineTopic<Uint8Array>('raw');

@Injectable()
class Orders {
  @SendSync(created)
  create(order: Order): Promise<Order> {
    return Promise.resolve(order);
  }

  @SendSync(created, { tags: 'decorator' })
  tagged(): Promise<Order> {
    return Promise.resolve(outbound({ id: 'a' }, { shardingKey: 'own' }) as unknown as Order);
  }

  @SendAsync(created)
  view(order: Order): Order {
    return order;
  }

  @SendSync(created)
  stream(...orders: readonly Order[]): Observable<Order> {
    return of(...orders);
  }

  @SendSync(shouted, { body: (order) => order.id })
  shout(): Promise<Order> {
    return Promise.resolve({ id: 'a' });
  }

  @SendSync(raw)
  bytes(bytes: Uint8Array): Promise<Uint8Array> {
    return Promise.resolve(bytes);
  }
}

async function start() {
  const events: ClientEvent[] = [];
  const { app, fake } = await startApp({
    providers: [Orders],
    rocketmq: { onEvent: (event) => events.push(event) },
  });
  return { app, orders: app.get(Orders), producer: app.get(ProducerService), fake, events };
}

describe('a typed topic under a decorator', () => {
  it('gives its facts to each message, and sends what its schema made of the payload', async () => {
    const { orders, fake } = await start();

    expect(await orders.create({ id: 'a', secret: 's' })).toEqual({ id: 'a', secret: 's' });

    expect(fake.sent[0]).toMatchObject({
      topic: 'created',
      text: '{"id":"a"}',
      message: { tags: 'topic', keys: 'topic-a' },
      options: { shardingKey: 'a' },
    });
  });

  it('loses to the decorator, which loses to outbound()', async () => {
    const { orders, fake } = await start();

    await orders.tagged();

    expect(fake.sent[0]).toMatchObject({
      message: { tags: 'decorator', keys: 'topic-a' },
      options: { shardingKey: 'own' },
    });
  });

  it('refuses a payload that does not meet the schema before anything is sent', async () => {
    const { orders, fake } = await start();

    const error = await rejectionOf(orders.create(BAD));

    expect(error).toMatchObject({
      code: 'PAYLOAD_INVALID',
      topic: 'created',
      issues: [{ path: '$.id', message: 'must be a text' }],
    });
    expect(fake.sent).toEqual([]);
  });

  it('makes the refusal of an ASYNC send an event, and the caller keeps its result', async () => {
    const { orders, fake, events } = await start();

    expect(orders.view(BAD)).toBe(BAD);
    await settled();

    expect(events).toMatchObject([{ type: 'send-exception', topic: 'created', error: { code: 'PAYLOAD_INVALID' } }]);
    expect(fake.sent).toEqual([]);
  });

  it('validates the elements of a stream; the first bad one ends it', async () => {
    const { orders, fake } = await start();
    const seen: unknown[] = [];

    orders
      .stream({ id: 'a' }, BAD, { id: 'b' })
      .subscribe({ next: (order) => seen.push(order), error: (error) => seen.push(error) });
    await settled();

    expect(seen).toMatchObject([{ id: 'a' }, { code: 'PAYLOAD_INVALID' }]);
    expect(fake.bodies).toEqual(['{"id":"a"}']);
  });

  it('has a serializer of its own, for the body that the decorator makes', async () => {
    const { orders, fake } = await start();

    await orders.shout();

    expect(fake.bodies).toEqual(['shouted A']);
  });

  it('copies bytes that the method hands back', async () => {
    const { orders, fake } = await start();
    const bytes = Buffer.from('before');

    const call = orders.bytes(bytes);
    await settled();
    bytes.write('after!');
    await call;

    expect(Buffer.from(fake.sent[0]?.message.body ?? []).toString()).toBe('before');
  });
});

describe('a typed topic given to ProducerService', () => {
  it('loses to the options of the call', async () => {
    const { producer, fake } = await start();

    await producer.send(created, { id: 'a' }, { keys: 'call' });

    expect(fake.sent[0]?.message).toMatchObject({ topic: 'created', tags: 'topic', keys: 'call' });
  });

  it('refuses a bad payload in every mode', async () => {
    const { producer, fake } = await start();
    const failures: Error[] = [];

    await expect(producer.send(created, BAD)).rejects.toMatchObject({ code: 'PAYLOAD_INVALID' });
    await expect(producer.sendOneway(created, BAD)).rejects.toMatchObject({ code: 'PAYLOAD_INVALID' });
    producer.sendAsync(created, BAD, { onSuccess: () => {}, onException: (error) => failures.push(error) });
    await settled();

    expect(failures).toMatchObject([{ code: 'PAYLOAD_INVALID' }]);
    expect(fake.sent).toEqual([]);
  });

  it('reaches the native producer within the call if the schema takes no time', async () => {
    const { producer, fake } = await start();

    const sending = producer.send(created, { id: 'a' });
    const sentAtOnce = fake.sent.length;
    await sending;

    expect(sentAtOnce).toBe(1);
  });

  it('waits for a schema that takes its time', async () => {
    const { producer, fake } = await start();

    await producer.send(later, { id: 'a', secret: 's' });

    expect(fake.bodies).toEqual(['{"id":"a"}']);
    await expect(producer.send(later, BAD)).rejects.toMatchObject({ code: 'PAYLOAD_INVALID' });
    expect(fake.sent).toHaveLength(1);
  });

  it('is waited for by the shutdown while its schema takes its time', async () => {
    const { app, producer, fake } = await start();
    const gate = new Deferred();
    const slow = defineTopic('slow', { schema: schemaOf((value) => gate.promise.then(() => validate(value))) });

    const sending = producer.send(slow, { id: 'a' });
    const closing = app.close();
    await settled();
    gate.resolve();

    await expect(sending).resolves.toMatchObject({ sendStatus: 'SEND_OK' });
    await closing;
    expect(fake.bodies).toEqual(['{"id":"a"}']);
  });
});

describe('defineTopic', () => {
  it.each([
    ['no name', '', {}, 'the name must be a text'],
    ['no schema', 't', { schema: { parse: () => {} } }, 'schema is no Standard Schema'],
    ['no serializer', 't', { serializer: () => {} }, 'serializer has no method serialize'],
  ])('refuses %s', (_what, name, options, text) => {
    expect(() => defineTopic(name, options as never)).toThrow(text);
  });

  it('is frozen', () => {
    expect(Object.isFrozen(created)).toBe(true);
  });
});

it('a topic that is none is refused where the decorator is written', () => {
  const decorate = SendSync({ name: 'orders' } as never);

  expect(() => {
    decorate(class {}.prototype, 'm', { value: () => Promise.resolve('x') });
  }).toThrow('the topic must be a text, or come from defineTopic()');
});
