/**
 * Guards and interceptors of the Nest layer that run once per attempt, within the client's own hooks.
 */
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  Scope,
} from '@nestjs/common';
import { EMPTY, from, map, mergeMap, type Observable, of, tap, throwError } from 'rxjs';
import type { EmbeddedCluster } from '../../lib/embedded/index.js';
import {
  type ClientEvent,
  ProducerService,
  type RocketMQModuleOptions,
  SendEnhancer,
  type SendExecutionContext,
  SendSync,
  UseSendGuards,
  UseSendInterceptors,
} from '../../lib/index.js';
import { thrownBy } from '../fixtures/caught.js';
import { rejectionOf } from '../fixtures/running-client.js';
import { startApp, startCluster } from './nest-app.js';

type Behaviour = (context: SendExecutionContext, next: CallHandler) => Observable<unknown>;

const trace: string[] = [];
const contexts: SendExecutionContext[] = [];
const behaviour: { guard: (context: SendExecutionContext) => unknown; intercept: Behaviour } = {
  guard: () => true,
  intercept: (_context, next) => next.handle(),
};

beforeEach(() => {
  trace.length = 0;
  contexts.length = 0;
  behaviour.guard = () => true;
  behaviour.intercept = (_context, next) => next.handle();
});

@SendEnhancer({ phase: 'attempt' })
@Injectable()
class AttemptGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const send = context as SendExecutionContext;
    contexts.push(send);
    trace.push(`guard of attempt ${send.attempt?.attempt}`);
    return behaviour.guard(send) as boolean;
  }
}

@SendEnhancer({ phase: 'attempt' })
@Injectable()
class AttemptInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const send = context as SendExecutionContext;
    contexts.push(send);
    trace.push(`before attempt ${send.attempt?.attempt}`);
    return behaviour.intercept(send, next);
  }
}

@Injectable()
class SendGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { attempt, attachments } = context as SendExecutionContext;
    attachments.set('tenant', 'north');
    trace.push(`guard of send, attempt ${attempt?.attempt}`);
    return true;
  }
}

@Injectable()
class SendInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { attempts } = context as SendExecutionContext;
    trace.push('before send');
    return next
      .handle()
      .pipe(tap(() => trace.push(`after send: ${attempts.map(({ error }) => error?.name ?? 'stored').join(', ')}`)));
  }
}

@Injectable()
class Orders {
  @UseSendGuards(AttemptGuard)
  @UseSendInterceptors(AttemptInterceptor)
  @SendSync('checked')
  checked(): Promise<string> {
    return Promise.resolve('checked');
  }

  @SendSync('unchecked')
  unchecked(): Promise<string> {
    return Promise.resolve('unchecked');
  }
}

const BUSY_ONCE = { on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 2, remark: 'busy' } } as const;

async function start(rocketmq: Partial<RocketMQModuleOptions>, brokers = 1) {
  const cluster = await startCluster({ brokers });
  const events: ClientEvent[] = [];
  const app = await startApp({
    nameServer: cluster.nameServer,
    providers: [Orders, AttemptGuard, AttemptInterceptor, SendGuard, SendInterceptor],
    rocketmq: {
      onEvent: (event) => events.push(event),
      producer: { group: 'shop', timeoutMs: 10_000, sendLatencyFaultEnable: true },
      ...rocketmq,
    },
  });
  return { cluster, app, orders: app.get(Orders), producer: app.get(ProducerService), events };
}

const framesOf = (cluster: EmbeddedCluster): number =>
  cluster.requests().filter(({ name }) => String(name).startsWith('SEND_')).length;

const ATTEMPT_ENHANCERS = { guards: [AttemptGuard], interceptors: [AttemptInterceptor] };

const hooksThatThrew = (events: readonly ClientEvent[]): unknown[] =>
  events.flatMap((event) => (event.type === 'hook-threw' ? [event.error] : []));

describe('an attempt guard', () => {
  it('[hooks.14] runs within the attempt, after guards and interceptors of the send have begun', async () => {
    const { producer } = await start({
      guards: [AttemptGuard, SendGuard],
      interceptors: [AttemptInterceptor, SendInterceptor],
    });

    await producer.send('t', 'x');

    expect(trace).toEqual([
      'guard of send, attempt undefined',
      'before send',
      'guard of attempt 1',
      'before attempt 1',
      'after send: stored',
    ]);
  });

  it('[hooks.15] [hooks.26] runs once per attempt, with broker, queue and clear message, and the attachments of its send', async () => {
    const { cluster, producer } = await start({ guards: [SendGuard, AttemptGuard] }, 2);
    cluster.fault(BUSY_ONCE);

    const { msgId } = await producer.send('t', 'x'.repeat(5000));

    const [first, second] = contexts;
    expect(trace.filter((line) => line.startsWith('guard of attempt'))).toEqual([
      'guard of attempt 1',
      'guard of attempt 2',
    ]);
    expect([first, second].map((context) => context?.attempt)).toMatchObject([
      { attempt: 1, messageId: msgId, messageQueue: { topic: 't', queueId: expect.any(Number) } },
      { attempt: 2, messageId: msgId, brokerAddress: expect.stringMatching(/^127\.0\.0\.1:\d+$/) },
    ]);
    expect(first?.attempt?.messageQueue.brokerName).not.toBe(second?.attempt?.messageQueue.brokerName);
    expect(first?.attempt?.message.body).toHaveLength(5000);
    expect(first?.attachments.get('tenant')).toBe('north');
    expect(first?.attempts).toBe(second?.attempts);
    expect(first?.attempts.map(({ error }) => error?.name)).toEqual(['BrokerResponseError', undefined]);
  });

  it('[hooks.34] that is request-scoped is one instance for all attempts of its send', async () => {
    const asked: object[] = [];
    @SendEnhancer({ phase: 'attempt' })
    @Injectable({ scope: Scope.REQUEST })
    class PerSend implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        trace.push(`attempt ${(context as SendExecutionContext).attempt?.attempt}`);
        asked.push(this);
        return true;
      }
    }
    const { cluster, producer } = await start({ guards: [PerSend] }, 2);
    cluster.fault(BUSY_ONCE);

    await producer.send('t', 'x');
    await producer.send('t', 'y');

    expect(trace).toEqual(['attempt 1', 'attempt 2', 'attempt 1']);
    expect(asked[1]).toBe(asked[0]);
    expect(asked[2]).not.toBe(asked[0]);
  });

  it.each([
    ['answers false', () => false, undefined],
    ['answers a promise of false', () => Promise.resolve(false), undefined],
    ['answers an Observable of false', () => of(false), undefined],
    [
      'throws',
      () => {
        throw new RangeError('quota used up');
      },
      new RangeError('quota used up'),
    ],
    ['rejects', () => Promise.reject(new RangeError('quota used up')), new RangeError('quota used up')],
  ])('[hooks.16] that %s forbids the send: no other attempt, nothing on the wire', async (_what, verdict, cause) => {
    const { cluster, producer } = await start({ guards: [AttemptGuard] }, 2);
    behaviour.guard = verdict;

    const error = await rejectionOf(producer.send('t', 'x'));

    expect(error).toMatchObject({ code: 'SEND_FORBIDDEN', topic: 't', forbiddenBy: 'AttemptGuard', attempts: [] });
    expect(error.cause).toEqual(cause);
    expect(trace).toEqual(['guard of attempt 1']);
    expect(framesOf(cluster)).toBe(0);
  });

  it('[hooks.17] that forbids a later attempt lists those before it', async () => {
    const { cluster, producer } = await start({ guards: [AttemptGuard] }, 2);
    cluster.fault(BUSY_ONCE);
    behaviour.guard = (context) => context.attempt?.attempt === 1;

    const error = await rejectionOf(producer.send('t', 'x'));

    expect(error).toMatchObject({ code: 'SEND_FORBIDDEN', attempts: [{ attempt: 1 }] });
    expect(framesOf(cluster)).toBe(1);
    expect(contexts[0]?.attempts).toHaveLength(1);
  });

  it('[hooks.18] of a method sees its sends only', async () => {
    const { orders, producer } = await start({});

    await orders.checked();
    await orders.unchecked();
    await producer.send('t', 'x');
    await producer.unwrap().producer.send({ topic: 't', body: Buffer.from('x') });

    expect(trace).toEqual(['guard of attempt 1', 'before attempt 1']);
  });

  it('[hooks.19] of one message of a joined batch is asked for that message, and forbids the batch', async () => {
    const { cluster, producer, orders } = await start({ producer: { group: 'shop', batching: true } });
    cluster.createTopic('checked', { queues: 1 });
    behaviour.guard = () => false;

    const sends = [producer.send('checked', 'one'), orders.checked(), producer.send('checked', 'two')];
    const errors = await Promise.all(sends.map((sending) => rejectionOf(sending)));

    expect(errors).toMatchObject(errors.map(() => ({ code: 'SEND_FORBIDDEN', forbiddenBy: 'AttemptGuard' })));
    expect(trace).toEqual(['guard of attempt 1']);
    expect(framesOf(cluster)).toBe(0);
  });
});

describe('an attempt interceptor', () => {
  it('[hooks.20] sees the result of each attempt, or its error', async () => {
    const { cluster, producer } = await start({ interceptors: [AttemptInterceptor] }, 2);
    cluster.fault(BUSY_ONCE);
    const results: unknown[] = [];
    behaviour.intercept = (context, next) =>
      next.handle().pipe(
        tap({
          next: (result) => results.push(result),
          error: (error: Error) => results.push(`${context.attempt?.attempt} ${error.name}`),
        }),
      );

    const stored = await producer.send('t', 'x');

    expect(results).toEqual(['1 BrokerResponseError', stored]);
  });

  it('[hooks.21] may add properties to what is written', async () => {
    const { cluster, producer } = await start({ interceptors: [AttemptInterceptor] });
    behaviour.intercept = ({ attempt }, next) =>
      from(Promise.resolve()).pipe(
        tap(() => {
          if (attempt !== undefined && 'addProperty' in attempt) attempt.addProperty('span', `s${attempt.attempt}`);
        }),
        mergeMap(() => next.handle()),
      );

    await producer.send('t', 'x', { properties: { city: 'Wien' } });

    expect(cluster.messages('t')[0]?.properties).toMatchObject({ span: 's1', city: 'Wien' });
  });

  it.each([
    ['maps the result', (_context: unknown, next: CallHandler) => next.handle().pipe(map(() => 'mapped'))],
    ['answers without next.handle()', () => of('x')],
    ['completes without next.handle()', () => EMPTY],
  ])('[hooks.22] that %s changes nothing', async (_what, behave) => {
    const { cluster, producer, events } = await start({ interceptors: [AttemptInterceptor] });
    behaviour.intercept = behave as Behaviour;

    const outcome = await producer.send('t', 'x');

    expect(outcome.sendStatus).toBe('SEND_OK');
    expect(cluster.messages('t')).toHaveLength(1);
    expect(hooksThatThrew(events)).toEqual([]);
  });

  it.each([
    [
      'before the attempt',
      () => {
        throw new RangeError('no');
      },
    ],
    ['instead of the attempt', () => throwError(() => new RangeError('no'))],
    [
      'after the attempt',
      (_context: unknown, next: CallHandler) =>
        next.handle().pipe(
          tap(() => {
            throw new RangeError('no');
          }),
        ),
    ],
  ])('[hooks.23] that throws %s becomes an event and fails nothing', async (_what, behave) => {
    const { cluster, producer, events } = await start({ interceptors: [AttemptInterceptor] });
    behaviour.intercept = behave as Behaviour;

    await producer.send('t', 'x');
    await new Promise(setImmediate);

    expect(cluster.messages('t')).toHaveLength(1);
    expect(hooksThatThrew(events)).toEqual([new RangeError('no')]);
  });

  it('[hooks.20] that sees the error of an attempt pass has thrown nothing', async () => {
    const { cluster, producer, events } = await start(ATTEMPT_ENHANCERS, 2);
    cluster.fault(BUSY_ONCE);

    await producer.send('t', 'x');
    await new Promise(setImmediate);

    expect(hooksThatThrew(events)).toEqual([]);
  });
});

it('[hooks.13] a phase that is none is refused when it decorates', () => {
  const error = thrownBy(() => SendEnhancer({ phase: 'attempts' as never })(AttemptGuard));

  expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
  expect(String(error)).toContain('@SendEnhancer on AttemptGuard: phase is attempts');
});
