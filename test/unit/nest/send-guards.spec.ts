/**
 * Guards of the module: they run before each logical send, from DI, and what they refuse never reaches the producer.
 */
import { describe, expect, it } from '@jest/globals';
import { type CanActivate, type ExecutionContext, Inject, Injectable, SetMetadata } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { of } from 'rxjs';
import {
  type ClientEvent,
  ProducerService,
  type RocketMQModuleOptions,
  SendAsync,
  type SendExecutionContext,
  SendForbiddenError,
  SendOneway,
  SendSync,
} from '../../../lib/index.js';
import { rejectionOf, settled, startApp } from './test-app.js';

interface Order {
  readonly id: string;
}

@Injectable()
class Audit {
  readonly contexts: SendExecutionContext[] = [];
  verdict: ReturnType<CanActivate['canActivate']> = true;
}

@Injectable()
class TopicGuard implements CanActivate {
  constructor(@Inject(Audit) private readonly audit: Audit) {}

  canActivate(context: ExecutionContext): ReturnType<CanActivate['canActivate']> {
    this.audit.contexts.push(context as SendExecutionContext);
    return this.audit.verdict;
  }
}

@Injectable()
class ThrowingGuard implements CanActivate {
  canActivate(): boolean {
    throw new RangeError('quota used up');
  }
}

/** Injects a service that publishes by itself, as guards in real apps do. */
@Injectable()
class CircularGuard implements CanActivate {
  constructor(@Inject(ProducerService) readonly producer: ProducerService) {}

  canActivate(): boolean {
    return true;
  }
}

@Injectable()
class Orders {
  @SetMetadata('role', 'clerk')
  @SendSync('created', { tags: 'web', properties: { city: 'Wien' } })
  create(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }

  @SendAsync('viewed')
  view(id: string): Order {
    return { id };
  }

  @SendOneway('clicked')
  click(id: string): Order {
    return { id };
  }
}

async function start(rocketmq: Partial<RocketMQModuleOptions> = { guards: [TopicGuard] }) {
  const events: ClientEvent[] = [];
  const { app, fake, logger } = await startApp({
    providers: [Orders, Audit, TopicGuard],
    rocketmq: { onEvent: (event) => events.push(event), ...rocketmq },
  });
  return {
    app,
    orders: app.get(Orders),
    producer: app.get(ProducerService),
    audit: app.get(Audit),
    fake,
    events,
    logger,
  };
}

describe('a guard', () => {
  it('sees a decorated send with its host, its message and its mode', async () => {
    const { app, orders, audit } = await start();

    await orders.create('a');
    const [context] = audit.contexts as [SendExecutionContext];

    expect(context.getType<string>()).toBe('rocketmq:send');
    expect(context.getClass()).toBe(Orders);
    expect(app.get(Reflector).get('role', context.getHandler())).toBe('clerk');
    expect(context.getArgs()).toEqual(['a']);
    expect(context.getArgByIndex(0)).toBe('a');
    expect(context.getTopic()).toBe('created');
    expect(context.getMode()).toBe('SYNC');
    expect(context.getMessage()).toMatchObject({
      topic: 'created',
      payload: { id: 'a' },
      body: Buffer.from('{"id":"a"}'),
      tags: 'web',
      properties: { city: 'Wien' },
    });
  });

  it('sees imperative sends as those of ProducerService', async () => {
    const { producer, audit } = await start();

    await producer.send('t', 'x', { keys: 'k' });
    producer.sendAsync('t', 'x');
    await producer.sendOneway('t', 'x');
    await settled();

    expect(audit.contexts.map((context) => context.getMode())).toEqual(['SYNC', 'ASYNC', 'ONEWAY']);
    expect(audit.contexts.map((context) => context.getHandler().name)).toEqual(['send', 'sendAsync', 'sendOneway']);
    expect(audit.contexts[0]?.getClass()).toBe(ProducerService);
    expect(audit.contexts[0]?.getArgs()).toEqual(['t', 'x', { keys: 'k' }]);
  });

  it('has no HTTP request, socket or RPC to offer', async () => {
    const { producer, audit } = await start();

    await producer.send('t', 'x');
    const [context] = audit.contexts as [SendExecutionContext];

    expect(context.switchToHttp().getRequest()).toBeUndefined();
    expect(context.switchToWs().getClient()).toBeUndefined();
    expect(context.switchToRpc().getData()).toBeUndefined();
  });

  it.each([
    ['false', () => false],
    ['a promise of false', () => Promise.resolve(false)],
    ['an Observable of false', () => of(false)],
  ])('[hooks.5] that answers %s forbids the send: nothing is on the wire', async (_what, verdict) => {
    const { orders, producer, audit, fake } = await start();
    audit.verdict = verdict();

    const decorated = await rejectionOf(orders.create('a'));
    const imperative = await rejectionOf(producer.send('t', 'x'));

    expect(decorated).toBeInstanceOf(SendForbiddenError);
    expect(decorated).toMatchObject({ code: 'SEND_FORBIDDEN', topic: 'created', forbiddenBy: 'TopicGuard' });
    expect(imperative).toMatchObject({ code: 'SEND_FORBIDDEN', topic: 't' });
    expect(fake.sent).toEqual([]);
  });

  it.each([
    ['a promise of true', () => Promise.resolve(true)],
    ['an Observable of true', () => of(true)],
  ])('that answers %s lets the send pass', async (_what, verdict) => {
    const { orders, audit, fake } = await start();
    audit.verdict = verdict();

    await orders.create('a');

    expect(fake.topicsSent).toEqual(['created']);
  });

  it("[hooks.5] sends its refusal down the error path of each mode, and never fails the method's own result", async () => {
    const { orders, producer, audit, events } = await start();
    audit.verdict = false;

    expect(orders.view('a')).toEqual({ id: 'a' });
    expect(orders.click('b')).toEqual({ id: 'b' });
    await settled();

    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ type: 'send-exception', topic: 'viewed', error: { code: 'SEND_FORBIDDEN' } });
    expect(producer.status().onewayFailures).toBe(1);
  });

  it('[hooks.6] that throws fails the send with its own error', async () => {
    const { orders, fake } = await start({ guards: [TopicGuard, ThrowingGuard] });

    expect(await rejectionOf(orders.create('a'))).toEqual(new RangeError('quota used up'));
    expect(fake.sent).toEqual([]);
  });

  it("need not be anybody's provider, and may inject what publishes", async () => {
    const { orders, fake } = await start({ guards: [CircularGuard] });

    await orders.create('a');

    expect(fake.topicsSent).toEqual(['created']);
  });

  it('[hooks.4] of the application never runs on a send', async () => {
    const { app, fake } = await startApp({ providers: [Orders, { provide: APP_GUARD, useClass: ThrowingGuard }] });

    await app.get(Orders).create('a');

    expect(fake.topicsSent).toEqual(['created']);
  });
});
