/**
 * Guards and interceptors of a batch: guards are asked of each message, interceptors run once around all.
 */
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  Scope,
} from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { catchError, EMPTY, map, type Observable, retry, tap } from 'rxjs';
import {
  ProducerService,
  SendBatch,
  type SendExecutionContext,
  SendForbiddenError,
  SendInterceptorError,
  type SendOutcome,
  UseSendGuards,
  UseSendInterceptors,
} from '../../../lib/index.js';
import { sendResult } from './fake-native-client.js';
import { rejectionOf, startApp } from './test-app.js';

type Behaviour = (context: SendExecutionContext, next: CallHandler) => Observable<unknown>;

const passing: Behaviour = (_context, next) => next.handle();

const trace: string[] = [];
const contexts: SendExecutionContext[] = [];
const interceptor: { behave: Behaviour } = { behave: passing };
const told: SendOutcome[] = [];

beforeEach(() => {
  trace.length = 0;
  contexts.length = 0;
  told.length = 0;
  interceptor.behave = passing;
});

@Injectable()
class NoBombs implements CanActivate {
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const send = context as SendExecutionContext;
    contexts.push(send);
    const { payload } = send.getMessage();
    trace.push(`guard ${String(payload)}`);
    send.attachments.set(payload, send.getMessages().indexOf(send.getMessage()));
    return payload === 'slow' ? Promise.resolve(true) : payload !== 'bomb';
  }
}

@Injectable()
class Around implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const send = context as SendExecutionContext;
    contexts.push(send);
    trace.push(`around ${send.getMessages().length}`);
    return interceptor.behave(send, next);
  }
}

@Injectable()
class Parcels {
  @UseSendGuards(NoBombs)
  @UseSendInterceptors(Around)
  @SendBatch('parcels', { onSuccess: (outcome) => told.push(outcome) })
  post(parcels: readonly string[]): Promise<readonly string[]> {
    return Promise.resolve(parcels);
  }
}

@Injectable({ scope: Scope.REQUEST })
class CountingGuard implements CanActivate {
  private asked = 0;

  constructor(@Inject(REQUEST) private readonly send: SendExecutionContext) {}

  canActivate(context: ExecutionContext): boolean {
    this.asked += 1;
    const { payload } = (context as SendExecutionContext).getMessage();
    trace.push(`${String(payload)}: ${this.asked} of ${this.send.getMessages().length}`);
    return true;
  }
}

async function start(rocketmq: object = { guards: [NoBombs], interceptors: [Around] }) {
  const { app, fake } = await startApp({ providers: [Parcels], rocketmq });
  return { parcels: app.get(Parcels), producer: app.get(ProducerService), fake };
}

describe('guards of a batch', () => {
  it('[hooks.50] are asked of each message, in order, before an interceptor runs', async () => {
    const { producer, fake } = await start();

    await producer.sendBatch('t', ['a', 'slow', 'c']);

    expect(trace).toEqual(['guard a', 'guard slow', 'guard c', 'around 3']);
    expect(fake.batches).toEqual([3]);
  });

  it('[hooks.50] forbid the batch by refusing one message, which the error names', async () => {
    const { producer, fake } = await start();

    const error = await rejectionOf(producer.sendBatch('t', ['a', 'bomb', 'c']));

    expect(error).toBeInstanceOf(SendForbiddenError);
    expect(error).toMatchObject({ topic: 't', forbiddenBy: 'NoBombs', messageIndex: 1, attempts: [] });
    expect(String(error)).toContain('NoBombs forbade sending messages[1] of a batch to topic t');
    expect(trace).toEqual(['guard a', 'guard bomb']);
    expect(fake.batches).toEqual([]);
  });

  it('[hooks.50] of a decorated method do so, too', async () => {
    const { parcels, fake } = await start({});

    const error = await rejectionOf(parcels.post(['a', 'b', 'bomb']));
    await parcels.post(['a']);

    expect(error).toMatchObject({ code: 'SEND_FORBIDDEN', messageIndex: 2 });
    expect(fake.sent).toHaveLength(1);
  });

  it('[hooks.50] are one instance for the batch if they are request-scoped, whose REQUEST has all messages', async () => {
    const { producer } = await start({ guards: [CountingGuard] });

    await producer.sendBatch('t', ['a', 'b']);
    await producer.send('t', 'c');

    expect(trace).toEqual(['a: 1 of 2', 'b: 2 of 2', 'c: 1 of 1']);
  });

  it('say nothing of a position where there is no batch', async () => {
    const { producer } = await start();

    expect(await rejectionOf(producer.send('t', 'bomb'))).toMatchObject({ messageIndex: undefined });
  });
});

describe('interceptors of a batch', () => {
  it('[hooks.51] run once, see all messages, and may add to each', async () => {
    const { parcels, fake } = await start({});
    interceptor.behave = (context, next) => {
      for (const [index, message] of context.getMessages().entries()) message.properties['number'] = String(index);
      return next.handle();
    };

    await parcels.post(['a', 'b']);

    expect(trace).toEqual(['guard a', 'guard b', 'around 2']);
    expect(fake.sent.map(({ message }) => message.properties)).toEqual([{ number: '0' }, { number: '1' }]);
    expect(contexts.map((context) => context.getMode())).toEqual(['SYNC', 'SYNC', 'SYNC']);
    expect(contexts.map((context) => context.getHandler().name)).toEqual(['post', 'post', 'post']);
  });

  it('[hooks.51] are refused the one message of a batch, and the batch is not sent', async () => {
    const { producer, fake } = await start();
    interceptor.behave = (context, next) => {
      context.getMessage().properties['lost'] = 'on all but one';
      return next.handle();
    };

    const error = await rejectionOf(producer.sendBatch('t', ['a']));
    await producer.send('t', 'a');

    expect(error).toBeInstanceOf(SendInterceptorError);
    expect(String(error)).toContain('getMessage() of a batch of 1: use getMessages()');
    expect(fake.batches).toEqual([]);
    expect(fake.sent[0]?.message.properties).toEqual({ lost: 'on all but one' });
  });

  it('[hooks.51] get all results from next.handle(), and are named by ProducerService where it sends', async () => {
    const { producer } = await start();
    let answer: unknown;
    interceptor.behave = (_context, next) => next.handle().pipe(tap((results) => (answer = results)));

    const outcomes = await producer.sendBatch('t', ['a', 'b']);

    expect(answer).toBe(outcomes);
    expect(outcomes).toEqual([sendResult('t'), sendResult('t')]);
    expect(contexts.at(-1)?.getHandler()).toBe(Reflect.get(ProducerService.prototype, 'sendBatch'));
    expect(contexts.at(-1)?.getArgs()).toEqual(['t', ['a', 'b'], undefined]);
  });

  it('[hooks.52] suppress it as a whole by ending without next.handle(): an outcome for each message', async () => {
    const { parcels, producer, fake } = await start({});
    interceptor.behave = () => EMPTY;

    await parcels.post(['a', 'b']);

    const suppressed = { sendStatus: 'SUPPRESSED', topic: 'parcels' };
    expect(told).toEqual([suppressed, suppressed]);
    expect(fake.batches).toEqual([]);
    expect(producer.status().suppressedSends).toBe(1);
  });

  it('[hooks.52] suppress it by swallowing its failure', async () => {
    const { producer, fake } = await start();
    fake.answer = () => Promise.reject(new Error('no broker'));
    interceptor.behave = (_context, next) => next.handle().pipe(catchError(() => EMPTY));

    const outcomes = await producer.sendBatch('t', ['a', 'b']);

    expect(outcomes.map(({ sendStatus }) => sendStatus)).toEqual(['SUPPRESSED', 'SUPPRESSED']);
  });

  it('[hooks.52] may map the outcomes, as long as each message has one', async () => {
    const { producer } = await start();
    interceptor.behave = (_context, next) =>
      next.handle().pipe(map((results: SendOutcome[]) => results.map((result) => ({ ...result, topic: 'mapped' }))));

    const outcomes = await producer.sendBatch('t', ['a', 'b']);

    expect(outcomes).toMatchObject([{ topic: 'mapped' }, { topic: 'mapped' }]);
  });

  it.each([
    ['one outcome', sendResult('t')],
    ['too few', [sendResult('t')]],
    ['nothing at all', undefined],
  ])('[hooks.52] may not map them to %s', async (_what, mapped) => {
    const { producer } = await start();
    interceptor.behave = (_context, next) => next.handle().pipe(map(() => mapped));

    const error = await rejectionOf(producer.sendBatch('t', ['a', 'b']));

    expect(error).toMatchObject({ code: 'INTERCEPTOR_MISUSED', topic: 't' });
    expect(String(error)).toContain('answered a batch of 2 with something other than a list of 2 outcomes');
  });

  it('[hooks.53] send all of it again with retry, under new ids', async () => {
    const { producer, fake } = await start();
    let failuresLeft = 1;
    const { answer } = fake;
    fake.answer = (message, mode) =>
      message.tags === 'fails' && failuresLeft-- > 0 ? Promise.reject(new Error('busy')) : answer(message, mode);
    interceptor.behave = (_context, next) => next.handle().pipe(retry(1));

    await producer.sendBatch('t', ['a', 'b'], { tags: 'fails' });

    expect(fake.batches).toEqual([2, 2]);
    expect(fake.sent.map(({ options }) => options?.messageId)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('the contexts of a batch', () => {
  it('[hooks.54] share their attachments, and tell of each attempt once for each message', async () => {
    const { producer } = await start();

    await producer.sendBatch('t', ['a', 'b']);

    const [ofFirst, ofSecond, around] = contexts;
    expect([...(around?.attachments ?? [])]).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
    expect(ofFirst?.attachments).toBe(ofSecond?.attachments);
    expect(around?.attempts).toMatchObject([
      { attempt: 1, brokerAddress: '127.0.0.1:0' },
      { attempt: 1, brokerAddress: '127.0.0.1:0' },
    ]);
  });
});
