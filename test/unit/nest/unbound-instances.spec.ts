/**
 * Instances that property injection does not reach: the binder fills those of factories and values, the rest is refused.
 */
import { describe, expect, it } from '@jest/globals';
import { Inject, Injectable, Scope } from '@nestjs/common';
import { ProducerService, RocketMQNotBoundError, SendAsync, SendSync } from '../../../lib/index.js';
import { thrownBy } from '../../fixtures/caught.js';
import { FakeNativeClient } from './fake-native-client.js';
import { rejectionOf, startApp } from './test-app.js';

interface Order {
  readonly id: string;
}

class Orders {
  readonly calls: string[] = [];

  @SendSync('created')
  create(id: string): Promise<Order> {
    this.calls.push(id);
    return Promise.resolve({ id });
  }

  @SendAsync('viewed')
  view(id: string): Order {
    this.calls.push(id);
    return { id };
  }

  @SendAsync('viewed')
  async viewLater(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }
}

@Injectable()
class CallsInConstructor {
  readonly error: unknown;

  constructor(@Inject(ProducerService) readonly producer: ProducerService) {
    this.error = thrownBy(() => this.view('a'));
  }

  @SendAsync('viewed')
  view(id: string): Order {
    return { id };
  }
}

describe('an instance from useFactory or useValue', () => {
  it('is bound at boot, whatever its token', async () => {
    const { app, fake } = await startApp({
      providers: [
        { provide: Orders, useFactory: () => new Orders() },
        { provide: 'by-name', useFactory: () => Promise.resolve(new Orders()) },
        { provide: 'by-value', useValue: new Orders() },
        { provide: 'alias', useExisting: Orders },
        { provide: 'nothing', useValue: undefined },
        { provide: 'class', useValue: Orders },
      ],
    });

    await app.get(Orders).create('a');
    await app.get<Orders>('by-name').create('b');
    await app.get<Orders>('by-value').create('c');
    await app.get<Orders>('alias').create('d');

    expect(fake.bodies).toEqual(['{"id":"a"}', '{"id":"b"}', '{"id":"c"}', '{"id":"d"}']);
  });

  it('can be bound by the next app once the first one is closed', async () => {
    const shared = new Orders();
    const first = await startApp({ providers: [{ provide: Orders, useValue: shared }], fake: new FakeNativeClient() });
    await shared.create('a');
    await first.app.close();
    const second = await startApp({ providers: [{ provide: Orders, useValue: shared }], fake: new FakeNativeClient() });
    await shared.create('b');

    expect(first.fake.bodies).toEqual(['{"id":"a"}']);
    expect(second.fake.bodies).toEqual(['{"id":"b"}']);
  });

  it('that two living apps share stays with the first', async () => {
    const shared = new Orders();
    const first = await startApp({ providers: [{ provide: Orders, useValue: shared }], fake: new FakeNativeClient() });
    const second = await startApp({ providers: [{ provide: Orders, useValue: shared }], fake: new FakeNativeClient() });
    await shared.create('a');
    await second.app.close();
    await shared.create('b');

    expect(first.fake.bodies).toEqual(['{"id":"a"}', '{"id":"b"}']);
    expect(second.fake.bodies).toEqual([]);
  });

  it.each([Scope.REQUEST, Scope.TRANSIENT])('fails the boot if its factory has scope %s', async (scope) => {
    const starting = startApp({ providers: [{ provide: Orders, scope, useFactory: () => new Orders() }] });

    expect(await rejectionOf(starting)).toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(String(await rejectionOf(starting))).toContain(
      'Orders has methods that publish and comes from a useFactory',
    );
  });
});

describe('an unbound instance', () => {
  it('refuses the call before the method runs, and tells what helps', async () => {
    const orders = new Orders();

    const error = await rejectionOf(orders.create('a'));

    expect(error).toBeInstanceOf(RocketMQNotBoundError);
    expect(error).toMatchObject({ code: 'PUBLISHER_NOT_BOUND', method: 'Orders.create' });
    expect(String(error)).toMatch(/RocketMQModule\.forRoot\(\).*createTestingModule.*bindPublisher\(\).*constructor/);
    expect(orders.calls).toEqual([]);
  });

  it('throws from methods that return plainly, rejects from async ones', async () => {
    const orders = new Orders();

    expect(thrownBy(() => orders.view('a'))).toBeInstanceOf(RocketMQNotBoundError);
    expect(await rejectionOf(orders.viewLater('a'))).toBeInstanceOf(RocketMQNotBoundError);
    expect(orders.calls).toEqual([]);
  });

  it('is also a method called without its instance, or in the constructor', async () => {
    const { app } = await startApp({ providers: [Orders, CallsInConstructor] });
    const detached = app.get(Orders).create.bind(undefined as unknown as Orders);

    expect(await rejectionOf(detached('a'))).toBeInstanceOf(RocketMQNotBoundError);
    expect(app.get(CallsInConstructor).error).toBeInstanceOf(RocketMQNotBoundError);
  });
});
