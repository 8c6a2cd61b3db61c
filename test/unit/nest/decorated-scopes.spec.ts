/**
 * Publish decorators on providers of every scope, with inheritance, and in two apps of one process.
 */
import { describe, expect, it } from '@jest/globals';
import { Inject, Injectable, Module, Scope } from '@nestjs/common';
import { ContextIdFactory, ModuleRef } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { RocketMQModule, SendAsync, SendSync } from '../../../lib/index.js';
import { FakeNativeClient } from './fake-native-client.js';
import { OPTIONS, rejectionOf, startApp } from './test-app.js';

interface Order {
  readonly id: string;
}

@Injectable()
class Base {
  @SendSync('from-base')
  create(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }

  @SendSync('overridden')
  change(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }
}

@Injectable()
class Inheriting extends Base {
  override async change(id: string): Promise<Order> {
    return super.change(`${id}!`);
  }

  @SendAsync('from-child')
  remove(id: string): Order {
    return { id };
  }
}

@Injectable({ scope: Scope.REQUEST })
class PerRequest extends Base {}

@Injectable({ scope: Scope.TRANSIENT })
class Transient extends Base {}

@Injectable()
class Owner {
  constructor(@Inject(Transient) readonly transient: Transient) {}
}

@Injectable()
class WithOwnProperty extends Base {
  @Inject(Owner) readonly owner!: Owner;
}

@Module({ providers: [Base] })
class Feature {}

describe('a publish decorator', () => {
  it('works on inherited, overridden and own methods', async () => {
    const { app, fake } = await startApp({ providers: [Inheriting] });
    const service = app.get(Inheriting);

    await service.create('a');
    await service.change('b');
    service.remove('c');

    expect(fake.topicsSent).toEqual(['from-base', 'overridden', 'from-child']);
    expect(fake.bodies).toEqual(['{"id":"a"}', '{"id":"b!"}', '{"id":"c"}']);
  });

  it('works on request-scoped providers', async () => {
    const { app, fake } = await startApp({ providers: [PerRequest] });
    const first = await app.resolve(PerRequest, ContextIdFactory.create());
    const second = await app.resolve(PerRequest, ContextIdFactory.create());

    await first.create('a');
    await second.create('b');

    expect(first).not.toBe(second);
    expect(fake.bodies).toEqual(['{"id":"a"}', '{"id":"b"}']);
  });

  it('works on transient providers, injected or made by ModuleRef', async () => {
    const { app, fake } = await startApp({ providers: [Transient, Owner] });
    const made = await app.get(ModuleRef).create(Base);

    await app.get(Owner).transient.create('a');
    await (await app.resolve(Transient)).create('b');
    await made.create('c');

    expect(fake.bodies).toEqual(['{"id":"a"}', '{"id":"b"}', '{"id":"c"}']);
  });

  it('leaves other property injections of its class alone', async () => {
    const { app, fake } = await startApp({ providers: [Transient, Owner, WithOwnProperty] });

    await app.get(WithOwnProperty).create('a');

    expect(app.get(WithOwnProperty).owner).toBe(app.get(Owner));
    expect(fake.topicsSent).toEqual(['from-base']);
  });

  it('publishes to the app that made the instance, with several apps in one process', async () => {
    const one = await startApp({ providers: [Inheriting], fake: new FakeNativeClient() });
    const other = await startApp({ providers: [Inheriting], fake: new FakeNativeClient() });

    await one.app.get(Inheriting).create('one');
    await other.app.get(Inheriting).create('other');
    await other.app.close();
    await one.app.get(Inheriting).create('one again');

    expect(one.fake.bodies).toEqual(['{"id":"one"}', '{"id":"one again"}']);
    expect(other.fake.bodies).toEqual(['{"id":"other"}']);
  });

  it('fails the boot if the module is missing, and says what to import', async () => {
    const building = Test.createTestingModule({ providers: [Base] }).compile();

    await expect(building).rejects.toThrow('import RocketMQModule.forRoot() in the root module');
  });

  it('fails the boot of a module that does not import one with isGlobal false', async () => {
    const building = Test.createTestingModule({
      imports: [RocketMQModule.forRoot({ ...OPTIONS, isGlobal: false })],
      providers: [Base],
    }).compile();
    const separate = Test.createTestingModule({
      imports: [RocketMQModule.forRoot({ ...OPTIONS, isGlobal: false }), Feature],
    }).compile();

    expect(await building).toBeDefined();
    expect(String(await rejectionOf(separate))).toContain('if isGlobal is false');
  });
});
