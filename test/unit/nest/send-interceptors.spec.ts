/**
 * Interceptors of the module, around each logical send: one test a row of their semantics.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from '@jest/globals';
import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import {
  catchError,
  concat,
  EMPTY,
  filter,
  from,
  map,
  mergeMap,
  type Observable,
  of,
  retry,
  tap,
  timeout,
  TimeoutError,
} from 'rxjs';
import {
  type ClientEvent,
  ProducerService,
  SendAsync,
  type SendExecutionContext,
  SendInterceptorError,
  SendOneway,
  SendSync,
} from '../../../lib/index.js';
import { sendResult } from './fake-native-client.js';
import { Deferred, rejectionOf, settled, startApp } from './test-app.js';

interface Order {
  readonly id: string;
}

type Behaviour = (
  context: SendExecutionContext,
  next: CallHandler,
) => Observable<unknown> | Promise<Observable<unknown>>;

const trace: string[] = [];
const outer: { behave: Behaviour } = { behave: (_context, next) => next.handle() };

@Injectable()
class Outer implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    return outer.behave(context as SendExecutionContext, next);
  }
}

@Injectable()
class Inner implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    trace.push('inner before');
    return next.handle().pipe(tap(() => trace.push('inner after')));
  }
}

@Injectable()
class Guard implements CanActivate {
  canActivate(): boolean {
    trace.push('guard');
    return true;
  }
}

@Injectable()
class Orders {
  @SendSync('created')
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

async function start(behave: Behaviour) {
  outer.behave = behave;
  trace.length = 0;
  const events: ClientEvent[] = [];
  const { app, fake } = await startApp({
    providers: [Orders],
    rocketmq: { guards: [Guard], interceptors: [Outer, Inner], onEvent: (event) => events.push(event) },
  });
  const answer = fake.answer;
  fake.answer = (message, mode) => {
    trace.push(`wire ${message.topic}`);
    return answer(message, mode);
  };
  return { orders: app.get(Orders), producer: app.get(ProducerService), fake, events };
}

const passing: Behaviour = (_context, next) => next.handle();

describe('an interceptor', () => {
  it('runs after the guards, the first one outermost, around the wire', async () => {
    const { orders } = await start((_context, next) => {
      trace.push('outer before');
      return next.handle().pipe(tap(() => trace.push('outer after')));
    });

    await orders.create('a');

    expect(trace).toEqual(['guard', 'outer before', 'inner before', 'wire created', 'inner after', 'outer after']);
  });

  it('that passes changes nothing', async () => {
    const { orders, producer } = await start(passing);

    expect(await orders.create('a')).toEqual({ id: 'a' });
    expect(await producer.send('t', 'x')).toEqual(sendResult('t'));
    expect(await producer.sendOneway('t', 'x')).toBeUndefined();
  });

  it('may return a promise of an Observable', async () => {
    const { producer, fake } = await start((_context, next) => Promise.resolve(next.handle()));

    expect(await producer.send('t', 'x')).toEqual(sendResult('t'));
    expect(fake.sent).toHaveLength(1);
  });

  it("may add properties to this send's copy", async () => {
    const { producer, fake } = await start((context, next) => {
      context.getMessage().properties['trace'] = 'abc';
      return next.handle();
    });
    const properties = { city: 'Wien' };

    await producer.send('t', 'x', { properties });

    expect(fake.sent[0]?.message.properties).toEqual({ city: 'Wien', trace: 'abc' });
    expect(properties).toEqual({ city: 'Wien' });
  });

  it('[hooks.7] that throws before next.handle() sends nothing', async () => {
    const { orders, fake } = await start(() => {
      throw new RangeError('too many');
    });

    expect(await rejectionOf(orders.create('a'))).toEqual(new RangeError('too many'));
    expect(fake.sent).toEqual([]);
  });

  it.each([
    ['of(x)', () => of('x')],
    ['EMPTY', () => EMPTY],
  ])('[hooks.8] that answers %s without next.handle() suppresses the send', async (_what, answer) => {
    const { orders, producer, fake } = await start(answer);

    expect(await orders.create('a')).toEqual({ id: 'a' });
    expect(await producer.send('t', 'x')).toEqual({ sendStatus: 'SUPPRESSED', topic: 't' });
    expect(fake.sent).toEqual([]);
    expect(producer.status().suppressedSends).toBe(2);
  });

  it('that suppresses makes sendAsync succeed with that outcome', async () => {
    const { producer } = await start(() => EMPTY);
    const outcomes: unknown[] = [];

    producer.sendAsync('t', 'x', {
      onSuccess: (outcome) => outcomes.push(outcome),
      onException: (error) => outcomes.push(error),
    });
    await settled();

    expect(outcomes).toEqual([{ sendStatus: 'SUPPRESSED', topic: 't' }]);
  });

  it('[hooks.9] with map changes what the imperative send resolves to, and no method result', async () => {
    const { orders, producer } = await start((_context, next) => next.handle().pipe(map(() => 'mapped')));

    expect(await producer.send('t', 'x')).toBe('mapped');
    expect(await orders.create('a')).toEqual({ id: 'a' });
  });

  it('that filters the result away leaves the stored result', async () => {
    const { producer, fake } = await start((_context, next) => next.handle().pipe(filter(() => false)));

    expect(await producer.send('t', 'x')).toEqual(sendResult('t'));
    expect(fake.sent).toHaveLength(1);
  });

  it('[hooks.24] that swallows a failure lets the call succeed', async () => {
    const { orders, producer, fake } = await start((_context, next) => next.handle().pipe(catchError(() => EMPTY)));
    fake.answer = () => Promise.reject(new Error('no broker'));

    expect(await orders.create('a')).toEqual({ id: 'a' });
    expect(await producer.send('t', 'x')).toEqual({ sendStatus: 'SUPPRESSED', topic: 't' });
  });

  it('[hooks.10] with retry sends again', async () => {
    const { producer, fake } = await start((_context, next) => next.handle().pipe(retry(2)));
    let failuresLeft = 2;
    fake.answer = ({ topic }) =>
      failuresLeft-- > 0 ? Promise.reject(new Error('no')) : Promise.resolve(sendResult(topic));

    expect(await producer.send('t', 'x')).toEqual(sendResult('t'));
    expect(fake.sent).toHaveLength(3);
  });

  it('[hooks.11] with timeout ends the wait; the message stays sent', async () => {
    const { producer, fake } = await start((_context, next) => next.handle().pipe(timeout(1)));
    const stored = new Deferred();
    fake.answer = async ({ topic }) => {
      await stored.promise;
      return sendResult(topic);
    };

    const error = await rejectionOf(producer.send('t', 'x'));
    stored.resolve();

    expect(error).toBeInstanceOf(TimeoutError);
    expect(fake.sent).toHaveLength(1);
  });

  it.each([
    [
      'emits twice',
      (_context: SendExecutionContext, next: CallHandler) => concat(next.handle(), of(1)),
      'more than one',
    ],
    ['returns no Observable', () => 5 as unknown as Observable<unknown>, 'no Observable'],
  ])('[hooks.12] that %s fails the send', async (_what, behave, text) => {
    const { producer } = await start(behave);

    const error = await rejectionOf(producer.send('t', 'x'));

    expect(error).toBeInstanceOf(SendInterceptorError);
    expect(error).toMatchObject({ code: 'INTERCEPTOR_MISUSED', topic: 't' });
    expect(String(error)).toContain(text);
  });

  it("sends its errors down each mode's error path", async () => {
    const { orders, producer, events } = await start(() => {
      throw new Error('refused');
    });

    expect(orders.view('a')).toEqual({ id: 'a' });
    expect(orders.click('b')).toEqual({ id: 'b' });
    await settled();

    expect(events).toEqual([{ type: 'send-exception', topic: 'viewed', error: new Error('refused') }]);
    expect(producer.status().onewayFailures).toBe(1);
  });

  it("[hooks.27] runs in the caller's async context", async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const { producer } = await start((_context, next) => {
      seen.push(storage.getStore());
      return from(settled()).pipe(
        mergeMap(() => next.handle()),
        tap(() => seen.push(storage.getStore())),
      );
    });

    await Promise.all(['a', 'b'].map((name) => storage.run(name, () => producer.send('t', 'x'))));

    expect(seen).toEqual(['a', 'b', 'a', 'b']);
  });
});
