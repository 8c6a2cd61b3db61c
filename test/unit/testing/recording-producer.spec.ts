/**
 * Plain unit tests without the module: what a recorder keeps, refuses and lets fail.
 */
import { describe, expect, it } from '@jest/globals';
import { type CanActivate, Inject, Injectable, type NestInterceptor, Scope } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  defineTopic,
  getProducerToken,
  outbound,
  ProducerService,
  SendAsync,
  SendEnhancer,
  type SendExecutionContext,
  SendOneway,
  SendSync,
  UseSendGuards,
  UseSendInterceptors,
} from '../../../lib/index.js';
import {
  bindPublisher,
  getRecordingProducerToken,
  provideRecordingProducer,
  RecordingProducer,
} from '../../../lib/testing/index.js';
import { thrownBy } from '../../fixtures/caught.js';
import { rejectionOf } from '../nest/test-app.js';

interface Order {
  readonly id: string;
}

const strict = defineTopic<Order>('strict', {
  schema: {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) =>
        (value as Order).id === '' ? { issues: [{ message: 'no id', path: ['id'] }] } : { value: value as Order },
    },
  },
});

@Injectable()
class Quota {
  left = 1;
}

@Injectable()
class QuotaGuard implements CanActivate {
  constructor(@Inject(Quota) private readonly quota: Quota) {}

  canActivate(): boolean {
    return this.quota.left-- > 0;
  }
}

const stamp: NestInterceptor = {
  intercept(context, next) {
    (context as unknown as SendExecutionContext).getMessage().properties['stamp'] = 'yes';
    return next.handle();
  },
};

@SendEnhancer({ phase: 'attempt' })
class NeverAtBroker implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

/** Says no to whoever asks it twice. */
@Injectable({ scope: Scope.REQUEST })
class OncePerInstance implements CanActivate {
  private isUsed = false;

  canActivate(): boolean {
    const isFirst = !this.isUsed;
    this.isUsed = true;
    return isFirst;
  }
}

@Injectable()
class Orders {
  constructor(@Inject(ProducerService) readonly producer: ProducerService) {}

  @SendSync('created', { tags: 'web', keys: (order) => order.id })
  async create(id: string) {
    return Promise.resolve(outbound({ id }, { properties: { city: 'Wien' } }));
  }

  @SendAsync('viewed')
  view(id: string): Order {
    return { id };
  }

  @SendOneway('clicked')
  click(id: string): string {
    return id;
  }

  @SendSync(strict)
  check(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }

  @UseSendGuards(QuotaGuard)
  @UseSendInterceptors(stamp)
  @SendSync('limited')
  limited(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }

  @UseSendGuards(OncePerInstance)
  @SendSync('per-send')
  perSend(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }

  @UseSendGuards(NeverAtBroker)
  @SendSync('forbidden')
  forbidden(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }
}

class Silent {
  readonly name = 'silent';
}

function bound(): { readonly orders: Orders; readonly recorder: RecordingProducer } {
  const recorder = new RecordingProducer();
  return { recorder, orders: bindPublisher(new Orders(recorder.producer), recorder) };
}

describe('a recorder', () => {
  it('keeps every message with its facts, in order, whatever the mode', async () => {
    const { orders, recorder } = bound();

    await orders.create('1');
    orders.view('2');
    orders.click('three');
    await orders.producer.send('cancelled', { id: '4' }, { keys: ['a', 'b'], timeoutMs: 50 });

    expect(await recorder.waitFor('clicked', 1)).toHaveLength(1);
    expect(recorder.sent()).toMatchObject([
      {
        topic: 'created',
        mode: 'SYNC',
        payload: { id: '1' },
        body: Buffer.from('{"id":"1"}'),
        text: '{"id":"1"}',
        json: { id: '1' },
        tags: 'web',
        keys: '1',
        properties: { city: 'Wien' },
        options: undefined,
      },
      { topic: 'viewed', mode: 'ASYNC', json: { id: '2' } },
      { topic: 'clicked', mode: 'ONEWAY', text: 'three', json: undefined },
      { topic: 'cancelled', mode: 'SYNC', keys: ['a', 'b'], options: { timeoutMs: 50 } },
    ]);
    expect(recorder.sent('viewed')).toEqual([recorder.sent()[1]]);
  });

  it('gives each message an id, and the sender a result', async () => {
    const { recorder } = bound();

    const first = await recorder.producer.send('t', 'a');
    const second = await recorder.producer.send('t', 'b', { deliverAfterMs: 1000 });

    expect(first).toMatchObject({ sendStatus: 'SEND_OK', msgId: recorder.sent()[0]?.messageId });
    expect(second.msgId).not.toBe(first.msgId);
    expect(await recorder.producer.recall('t', (second as { recallHandle: string }).recallHandle)).toBe(second.msgId);
  });

  it('takes batches of the native producer', async () => {
    const { recorder } = bound();
    const messages = ['a', 'b'].map((text) => ({ topic: 't', body: Buffer.from(text) }));

    const results = await recorder.native.producer.sendBatch(messages);

    expect(recorder.sent('t').map(({ text }) => text)).toEqual(['a', 'b']);
    expect(results.map(({ msgId }) => msgId)).toEqual(recorder.sent().map(({ messageId }) => messageId));
  });

  it('takes a batch as a whole or not at all, and only one that could be sent', async () => {
    const { recorder } = bound();
    const messages = ['a', 'b'].map((text) => ({ topic: 't', body: Buffer.from(text) }));
    recorder.failNext(new Error('broker is busy'));

    const failed = await rejectionOf(recorder.native.producer.sendBatch(messages));
    const invalid = await rejectionOf(recorder.native.producer.sendBatch([]));

    expect([String(failed), String(invalid)]).toEqual([
      'Error: broker is busy',
      expect.stringContaining('the batch has no message'),
    ]);
    expect([recorder.sent().length, recorder.refused().length]).toEqual([0, 2]);
  });

  it('forgets all at reset()', async () => {
    const { orders, recorder } = bound();
    await orders.create('1');
    recorder.failNext(new Error('never seen'));

    recorder.reset();
    await orders.create('2');

    expect(recorder.sent().map(({ json }) => json)).toEqual([{ id: '2' }]);
  });
});

describe('what would not be sent', () => {
  it('is refused by the schema of its topic', async () => {
    const { orders, recorder } = bound();

    expect(await rejectionOf(orders.check(''))).toMatchObject({ code: 'PAYLOAD_INVALID', issues: [{ path: '$.id' }] });
    await orders.check('1');

    const payloads: readonly Order[] = recorder.sent(strict).map(({ payload }) => payload);
    expect(payloads).toEqual([{ id: '1' }]);
  });

  it.each([
    ['PAYLOAD_NOT_SERIALIZABLE', 't', { id: 1n }, {}],
    ['INVALID_MESSAGE', 'bad topic', 'x', {}],
    ['INVALID_MESSAGE', 't', '', {}],
    ['INVALID_MESSAGE', 't', 'x', { properties: { WAIT: 'no' } }],
    ['SEND_ABORTED', 't', 'x', { signal: AbortSignal.abort() }],
  ])('is refused with %s, as by a real producer', async (code, topic, payload, options) => {
    const { recorder } = bound();

    const error = await rejectionOf(recorder.producer.send(topic, payload, options));

    expect(error).toMatchObject({ code });
    expect(recorder.sent()).toEqual([]);
  });

  it('is refused by a guard of an attempt', async () => {
    const { orders, recorder } = bound();

    expect(await rejectionOf(orders.forbidden('1'))).toMatchObject({
      code: 'SEND_FORBIDDEN',
      forbiddenBy: 'NeverAtBroker',
    });
    expect(recorder.sent()).toEqual([]);
  });

  it('is refused by an instance without a recorder only until it is bound', async () => {
    const recorder = new RecordingProducer();
    const orders = new Orders(recorder.producer);

    expect(await rejectionOf(orders.create('1'))).toMatchObject({ code: 'PUBLISHER_NOT_BOUND' });
    await bindPublisher(orders, recorder).create('1');

    expect(recorder.sent()).toHaveLength(1);
  });
});

describe('failNext()', () => {
  it('fails as many sends as ordered, those to other topics not', async () => {
    const { orders, recorder } = bound();
    const error = new Error('broker is busy');
    recorder.failNext(error, { topic: 'created', times: 2 });

    const failures = [await rejectionOf(orders.create('1')), await rejectionOf(orders.create('2'))];
    await orders.producer.send('other', 'x');
    await orders.create('3');

    expect(failures).toEqual([error, error]);
    expect(recorder.sent().map(({ topic }) => topic)).toEqual(['other', 'created']);
    expect(recorder.refused().map(({ json }) => json)).toEqual([{ id: '1' }, { id: '2' }]);
  });
});

describe('waitFor()', () => {
  it('resolves when enough messages were sent', async () => {
    const { orders, recorder } = bound();
    const waiting = recorder.waitFor('viewed', 2);

    orders.view('1');
    orders.view('2');

    expect((await waiting).map(({ json }) => json)).toEqual([{ id: '1' }, { id: '2' }]);
  });

  it('says what came instead', async () => {
    const { orders, recorder } = bound();
    await orders.create('1');
    await orders.create('2');
    await orders.producer.send('viewed', 'x');
    recorder.failNext(new Error('broker is busy'));
    await rejectionOf(orders.create('3'));

    const error = await rejectionOf(recorder.waitFor('viewed', 2, { timeoutMs: 1 }));

    expect(error).toMatchObject({ code: 'MESSAGES_MISSING', missing: { received: ['x'], elsewhere: { created: 2 } } });
    expect(String(error)).toMatch(
      /waited for 2 messages in topic viewed, but 1 ms are over and 1 came: x; other topics got messages: created \(2\); sends failed: created: broker is busy; .*timeoutMs/,
    );
  });
});

describe('without a module', () => {
  it('makes guards that inject nothing, of any scope', async () => {
    const { orders, recorder } = bound();

    await orders.perSend('1');
    await orders.perSend('2');

    expect(recorder.sent().map(({ json }) => json)).toEqual([{ id: '1' }, { id: '2' }]);
  });
});

describe('bindPublisher()', () => {
  it('refuses what has no method that publishes', () => {
    const error = thrownBy(() => bindPublisher(new Silent(), new RecordingProducer()));

    expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(String(error)).toContain('no method of Silent has a publish decorator for the connection default');
  });

  it('cannot make a guard that injects something, and says what helps', async () => {
    const { orders, recorder } = bound();

    const error = await rejectionOf(orders.limited('1'));

    expect(String(error)).toMatch(/QuotaGuard injects something.*provideRecordingProducer/);
    expect(recorder.sent()).toEqual([]);
  });
});

describe('provideRecordingProducer()', () => {
  it('gives services of a testing module their producer, guards and interceptors from its DI', async () => {
    const module = await Test.createTestingModule({
      providers: [Orders, Quota, ...provideRecordingProducer()],
    }).compile();
    const orders = module.get(Orders);
    const recorder = module.get(RecordingProducer);

    await orders.limited('1');
    const error = await rejectionOf(orders.limited('2'));
    await orders.producer.send('cancelled', { id: '1' });

    expect(error).toMatchObject({ code: 'SEND_FORBIDDEN', forbiddenBy: 'QuotaGuard' });
    expect(recorder.sent()).toMatchObject([
      { topic: 'limited', properties: { stamp: 'yes' } },
      { topic: 'cancelled', json: { id: '1' } },
    ]);
    expect(orders.producer).toBe(module.get(ProducerService));
  });

  it('takes guards, interceptors and serializer of the module', async () => {
    const serializer = { serialize: (payload: unknown) => Buffer.from(`<${String(payload)}>`) };
    const module = await Test.createTestingModule({
      providers: [Quota, QuotaGuard, ...provideRecordingProducer({ serializer, guards: [QuotaGuard] })],
    }).compile();

    await module.get(ProducerService).send('t', 'a');
    const error = await rejectionOf(module.get(ProducerService).send('t', 'b'));

    expect(error).toMatchObject({ code: 'SEND_FORBIDDEN' });
    expect(module.get(RecordingProducer).sent()).toMatchObject([{ text: '<a>' }]);
  });

  it('binds what comes from factories and values when the app is initialized, and frees it when it is closed', async () => {
    const orders = new Orders(new RecordingProducer().producer);
    const module = await Test.createTestingModule({
      providers: [{ provide: Orders, useValue: orders }, ...provideRecordingProducer()],
    }).compile();

    await module.init();
    await orders.create('1');
    await module.close();

    expect(module.get(RecordingProducer).sent()).toMatchObject([{ json: { id: '1' } }]);
    expect(await rejectionOf(orders.create('2'))).toMatchObject({ code: 'PUBLISHER_NOT_BOUND' });
  });

  it('records each connection by itself', async () => {
    class Audited {
      @SendSync('created')
      @SendSync('audited', { connection: 'audit' })
      create(id: string): Promise<Order> {
        return Promise.resolve({ id });
      }
    }
    const module = await Test.createTestingModule({
      providers: [Audited, ...provideRecordingProducer(), ...provideRecordingProducer({ connection: 'audit' })],
    }).compile();

    await module.get(Audited).create('1');
    await module.get(getProducerToken('audit')).send('by-hand', 'x');

    const topicsOf = (connection?: string) =>
      module
        .get(getRecordingProducerToken(connection))
        .sent()
        .map(({ topic }) => topic);
    expect([topicsOf(), topicsOf('audit')]).toEqual([['created'], ['audited', 'by-hand']]);
  });

  it('refuses bad options, all at once', () => {
    const bad = { guards: [{}], serializer: {} } as never;

    expect(thrownBy(() => new RecordingProducer(bad))).toMatchObject({
      code: 'INVALID_OPTIONS',
      problems: [expect.stringContaining('serializer'), expect.stringContaining('guards[0]')],
    });
  });
});
