/**
 * outbound(): facts beside the payload win over those of decorators and calls.
 */
import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { outbound, type OutboundFacts, type OutboundMessage, ProducerService, SendSync } from '../../../lib/index.js';
import { startApp } from './test-app.js';

interface Order {
  readonly id: string;
}

const told: unknown[] = [];

@Injectable()
class Orders {
  @SendSync('o', {
    tags: 'decorator',
    keys: (order) => `decorator-${order.id}`,
    properties: { origin: 'decorator', shop: 'decorator' },
    deliverAfterMs: 5000,
    onSuccess: (_outcome, order) => told.push(order),
  })
  create(facts: OutboundFacts): Promise<OutboundMessage<Order>> {
    return Promise.resolve(outbound({ id: 'a' }, facts));
  }

  @SendSync('o', { body: () => 'another' })
  withBody(): Promise<OutboundMessage<Order>> {
    return Promise.resolve(outbound({ id: 'a' }));
  }

  @SendSync('o', { onEmpty: 'error' })
  empty(): Promise<OutboundMessage<Order>> {
    return Promise.resolve(outbound(undefined as unknown as Order));
  }

  @SendSync('o')
  skipped(): Promise<OutboundMessage<Order>> {
    return Promise.resolve(outbound(null as unknown as Order));
  }

  @SendSync('o')
  stream(): Observable<OutboundMessage<Order>> {
    return of(outbound({ id: 'a' }, { keys: 'first' }), outbound({ id: 'b' }, { keys: 'second' }));
  }
}

async function start() {
  const { app, fake } = await startApp({ providers: [Orders] });
  return { orders: app.get(Orders), producer: app.get(ProducerService), fake };
}

describe('outbound() returned by a method', () => {
  it("wins over the decorator's options, fact by fact; the payload is what is sent", async () => {
    const { orders, fake } = await start();

    await orders.create({ tags: 'own', properties: { origin: 'own' }, delayLevel: 2, shardingKey: 's' });

    expect(fake.bodies).toEqual(['{"id":"a"}']);
    expect(fake.sent[0]?.message).toMatchObject({
      tags: 'own',
      keys: 'decorator-a',
      properties: { origin: 'own', shop: 'decorator' },
      delayLevel: 2,
      deliverAfterMs: undefined,
    });
    expect(fake.sent[0]?.options).toMatchObject({ shardingKey: 's' });
  });

  it('is what the caller gets, and JSON of it is the payload; options get the payload', async () => {
    const { orders } = await start();
    told.length = 0;

    const result = await orders.create({ tags: 'own' });

    expect(result).toEqual(outbound({ id: 'a' }, { tags: 'own' }));
    expect(JSON.stringify(result)).toBe('{"id":"a"}');
    expect(told).toEqual([{ id: 'a' }]);
  });

  it("wins over the decorator's body", async () => {
    const { orders, fake } = await start();

    await orders.withBody();

    expect(fake.bodies).toEqual(['{"id":"a"}']);
  });

  it('without a payload is an empty result', async () => {
    const { orders, fake } = await start();

    await orders.skipped();

    await expect(orders.empty()).rejects.toMatchObject({ code: 'PAYLOAD_NOT_SERIALIZABLE' });
    expect(fake.sent).toEqual([]);
  });

  it('may be an element of a stream', async () => {
    const { orders, fake } = await start();

    await lastValueFrom(orders.stream());

    expect(fake.sent.map(({ text, message }) => [text, message.keys])).toEqual([
      ['{"id":"a"}', 'first'],
      ['{"id":"b"}', 'second'],
    ]);
  });
});

describe('outbound() given to ProducerService', () => {
  it("wins over the call's options", async () => {
    const { producer, fake } = await start();

    await producer.send('o', outbound({ id: 'a' }, { tags: 'own' }), { tags: 'call', keys: 'call' });

    expect(fake.bodies).toEqual(['{"id":"a"}']);
    expect(fake.sent[0]?.message).toMatchObject({ tags: 'own', keys: 'call' });
  });
});
