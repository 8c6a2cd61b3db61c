/**
 * The contract of @SendAsync: the caller never waits and never sees a send's error; somebody else does.
 */
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { type ClientEvent, type RocketMQModuleOptions, SendAsync } from '../../../lib/index.js';
import { FakeNativeClient, sendResult } from './fake-native-client.js';
import { Deferred, settled, startApp } from './test-app.js';

interface View {
  readonly id: string;
}

const failures: Error[] = [];

@Injectable()
class Orders {
  @SendAsync('viewed', { keys: (view, id) => `${view.id}-${id}` })
  view(id: string): View {
    return { id };
  }

  @SendAsync('viewed')
  viewLater(id: string): Promise<View> {
    return Promise.resolve({ id });
  }

  @SendAsync('viewed', { onException: (error) => failures.push(error) })
  observed(id: string): View {
    return { id };
  }

  @SendAsync('viewed', {
    onException: () => {
      throw new Error('in the callback');
    },
  })
  badCallback(): View {
    return { id: 'x' };
  }

  @SendAsync('viewed', { onException: () => Promise.reject(new Error('in the callback')) as unknown as void })
  asyncBadCallback(): View {
    return { id: 'x' };
  }

  @SendAsync('viewed', {
    tags: () => {
      throw new TypeError('no tag');
    },
  })
  badTag(): View {
    return { id: 'x' };
  }

  @SendAsync('viewed')
  stream(): View {
    return Readable.from(['s']) as unknown as View;
  }

  @SendAsync('viewed', { onEmpty: 'error' })
  nothing(): View | undefined {
    return undefined;
  }

  @SendAsync('viewed')
  rejects(): Promise<View> {
    return Promise.reject(new Error('own failure'));
  }

  @SendAsync('viewed', { requireStatus: 'SEND_OK' })
  strict(): View {
    return { id: 'x' };
  }
}

async function start(rocketmq: Partial<RocketMQModuleOptions> = {}) {
  const events: ClientEvent[] = [];
  const { app, fake, logger } = await startApp({
    providers: [Orders],
    rocketmq: { onEvent: (event) => events.push(event), ...rocketmq },
    fake: new FakeNativeClient(),
  });
  return { app, orders: app.get(Orders), fake, logger, events };
}

describe('@SendAsync', () => {
  it('returns the very result at once and sends in the background', async () => {
    const { orders, fake } = await start();
    fake.answer = () => new Promise(() => {});

    const view = orders.view('a');

    expect(view).toEqual({ id: 'a' });
    expect(fake.sent[0]).toMatchObject({
      mode: 'ASYNC',
      topic: 'viewed',
      text: '{"id":"a"}',
      message: { keys: 'a-a' },
    });
  });

  it('resolves with the result before the send has settled', async () => {
    const { orders, fake } = await start();
    const stored = new Deferred();
    fake.answer = async ({ topic }) => {
      await stored.promise;
      return sendResult(topic);
    };

    const view = await orders.viewLater('a');
    stored.resolve();

    expect(view).toEqual({ id: 'a' });
    expect(fake.topicsSent).toEqual(['viewed']);
  });

  it('gives a failure to onException', async () => {
    const { orders, fake, events, logger } = await start();
    const failure = new Error('no broker');
    fake.answer = () => Promise.reject(failure);
    failures.length = 0;

    orders.observed('a');
    await settled();

    expect(failures).toEqual([failure]);
    expect(events).toEqual([]);
    expect(logger.lines).toEqual([]);
  });

  it("gives a failure to the producer's onException if there is none of its own", async () => {
    const caught: Error[] = [];
    const { orders, fake, events } = await start({
      producer: { group: 'g', onException: (error) => caught.push(error) },
    });
    fake.answer = () => Promise.reject(new Error('no broker'));

    orders.view('a');
    await settled();

    expect(caught.map(({ message }) => message)).toEqual(['no broker']);
    expect(events).toEqual([]);
  });

  it('else makes a failure one event and one log line, never an unhandled rejection', async () => {
    const { orders, fake, events, logger } = await start();
    const failure = new Error('no broker');
    fake.answer = () => Promise.reject(failure);

    orders.view('a');
    await settled();

    expect(events).toEqual([{ type: 'send-exception', topic: 'viewed', error: failure }]);
    expect(logger.lines).toEqual(['warn @SendAsync of Orders.view: no broker']);
  });

  it.each([
    ['a function of an option that throws', (orders: Orders) => orders.badTag(), 'no tag'],
    ['a stream that cannot be handed back', (orders: Orders) => orders.stream(), 'AsyncIterable'],
    ['an empty result under onEmpty error', (orders: Orders) => orders.nothing(), 'returned nothing'],
  ])('reports %s the same way, and the caller keeps its result', async (_what, call, text) => {
    const { orders, fake, events } = await start();

    expect(() => call(orders)).not.toThrow();
    await settled();

    expect(fake.sent).toEqual([]);
    expect(events).toHaveLength(1);
    expect(String((events[0] as { error: Error }).error)).toContain(text);
  });

  it.each([
    ['throws', (orders: Orders) => orders.badCallback()],
    ['rejects', (orders: Orders) => orders.asyncBadCallback()],
  ])('reports an onException that %s, once', async (_how, call) => {
    const { orders, fake, events } = await start();
    fake.answer = () => Promise.reject(new Error('no broker'));

    call(orders);
    await settled();

    expect(events).toEqual([{ type: 'callback-threw', error: new Error('in the callback') }]);
  });

  it('treats another status as a failure only if SEND_OK is required', async () => {
    const { orders, fake, events } = await start();
    fake.answer = ({ topic }) => Promise.resolve(sendResult(topic, 'SLAVE_NOT_AVAILABLE'));

    orders.view('a');
    orders.strict();
    await settled();

    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ error: { code: 'SEND_STATUS_NOT_OK' } });
  });

  it("passes the method's own rejection on and sends nothing", async () => {
    const { orders, fake, events } = await start();

    await expect(orders.rejects()).rejects.toThrow('own failure');
    expect(fake.sent).toEqual([]);
    expect(events).toEqual([]);
  });

  it('survives an event listener that throws', async () => {
    const { orders, fake, logger } = await start({
      onEvent: () => {
        throw new Error('bad listener');
      },
    });
    fake.answer = () => Promise.reject(new Error('no broker'));

    orders.view('a');
    await settled();

    expect(logger.lines).toEqual(['error onEvent threw: bad listener', 'warn @SendAsync of Orders.view: no broker']);
  });
});
