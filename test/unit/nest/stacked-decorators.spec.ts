/**
 * Several publish decorators on one method, foreign decorators between them, and what stays of the method itself.
 */
import { describe, expect, it } from '@jest/globals';
import { Injectable, SetMetadata } from '@nestjs/common';
import { SendAsync, SendOneway, SendSync } from '../../../lib/index.js';
import { RocketMQError } from '../../../lib/client/index.js';
import { thrownBy } from '../../fixtures/caught.js';
import { Deferred, rejectionOf, settled, startApp } from './test-app.js';

interface Order {
  readonly id: string;
}

/** A wrapper as other libraries make them: it knows nothing of ours and copies the metadata. */
function Foreign(log: string[]) {
  return (_target: object, _key: string, descriptor: TypedPropertyDescriptor<(id: string) => Promise<Order>>): void => {
    const original = descriptor.value as (id: string) => Promise<Order>;
    const wrapper = async function (this: object, id: string): Promise<Order> {
      log.push('foreign');
      return original.call(this, id);
    };
    for (const key of Reflect.getMetadataKeys(original)) {
      Reflect.defineMetadata(key, Reflect.getMetadata(key, original), wrapper);
    }
    descriptor.value = wrapper;
  };
}

const log: string[] = [];

@Injectable()
class Orders {
  @SendSync('first')
  @SendSync('second')
  both(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }

  @SendAsync('loose')
  @SendSync('firm')
  @SendOneway('gone')
  mixed(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }

  @SendSync('outer')
  @Foreign(log)
  @SendSync('inner')
  around(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }

  @SetMetadata('above', 1)
  @SendSync('meta')
  @SetMetadata('below', 2)
  described(id: string, _second: number): Promise<Order> {
    return Promise.resolve({ id });
  }
}

async function start() {
  const { app, fake } = await startApp({ providers: [Orders] });
  return { orders: app.get(Orders), fake };
}

describe('several decorators on one method', () => {
  it('send one message each, in the order they are written', async () => {
    const { orders, fake } = await start();

    await orders.both('a');
    await orders.mixed('b');
    await settled();

    expect(fake.topicsSent).toEqual(['first', 'second', 'loose', 'firm', 'gone']);
  });

  it('let the caller wait for the sync ones only', async () => {
    const { orders, fake } = await start();
    const stored = new Deferred();
    const answer = fake.answer;
    fake.answer = async (message, mode) => {
      if (mode !== 'SYNC') return new Promise(() => {});
      await stored.promise;
      return answer(message, mode);
    };

    const call = orders.mixed('b');
    stored.resolve();

    expect(await call).toEqual({ id: 'b' });
  });

  it('reject with the one error, or with an AggregateError of several', async () => {
    const { orders, fake } = await start();
    const answer = fake.answer;
    fake.answer = (message, mode) =>
      message.topic === 'second' ? Promise.reject(new Error('no second')) : answer(message, mode);
    const one = await rejectionOf(orders.both('a'));
    fake.answer = (message) => Promise.reject(new Error(`no ${message.topic}`));
    const several = (await rejectionOf(orders.both('a'))) as AggregateError;

    expect(one).toEqual(new Error('no second'));
    expect(several).toBeInstanceOf(AggregateError);
    expect(several.errors).toEqual([new Error('no first'), new Error('no second')]);
    expect(several.message).toBe('2 of 2 sends of Orders.both() failed: no first; no second');
  });

  it('are right with a foreign wrapper between them', async () => {
    const { orders, fake } = await start();

    await orders.around('a');

    expect(log).toEqual(['foreign']);
    expect(fake.topicsSent).toEqual(['inner', 'outer']);
  });
});

describe('a decorated method', () => {
  it('keeps its name, its length and its metadata', () => {
    const method = Object.getOwnPropertyDescriptor(Orders.prototype, 'described')?.value as () => unknown;

    expect({ name: method.name, length: method.length }).toEqual({ name: 'described', length: 2 });
    expect(Reflect.getMetadata('above', method)).toBe(1);
    expect(Reflect.getMetadata('below', method)).toBe(2);
  });

  it('leaves its instances as they were: the publisher shows in no listing', async () => {
    const { orders } = await start();

    expect(Reflect.ownKeys(Object.assign({}, orders))).toEqual([]);
    expect(JSON.stringify(orders)).toBe('{}');
  });
});

const METHOD = { value: (): number => 1 };

function applied(decorator: unknown, target: object, descriptor: PropertyDescriptor): unknown {
  return thrownBy(() => (decorator as MethodDecorator)(target, 'run', { ...descriptor }));
}

describe('a decorator in a place where it cannot work', () => {
  it.each([
    ['a static method', SendSync('t'), Orders, METHOD, 'static'],
    ['an accessor', SendSync('t'), Orders.prototype, { get: (): number => 1 }, 'something other than a method'],
    ['an empty topic', SendAsync(''), Orders.prototype, METHOD, 'topic'],
    ['an unknown onEmpty', SendAsync('t', { onEmpty: 'no' as 'skip' }), Orders.prototype, METHOD, 'onEmpty'],
    ['an unknown status', SendSync('t', { requireStatus: 'OK' as 'SEND_OK' }), Orders.prototype, METHOD, 'SEND_OK'],
    [
      'an onException that is no function',
      SendAsync('t', { onException: 1 as never }),
      Orders.prototype,
      METHOD,
      'onException',
    ],
  ])('refuses %s when the class is defined', (_what, decorator, target, descriptor, text) => {
    const error = applied(decorator, target, descriptor);

    expect(error).toBeInstanceOf(RocketMQError);
    expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(String(error)).toContain(text);
  });
});
