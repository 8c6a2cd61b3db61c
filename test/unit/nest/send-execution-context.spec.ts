/**
 * What guards and interceptors are told of a send besides its message.
 */
import { describe, expect, it } from '@jest/globals';
import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { catchError, type Observable, retry, tap, throwError } from 'rxjs';
import { ProducerService, type SendExecutionContext } from '../../../lib/index.js';
import { sendResult } from './fake-native-client.js';
import { rejectionOf, startApp } from './test-app.js';

const seen: SendExecutionContext[] = [];
const answers: string[] = [];

@Injectable()
class Guard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    (context as SendExecutionContext).attachments.set(Guard, 'from the guard');
    return true;
  }
}

@Injectable()
class Interceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const send = context as SendExecutionContext;
    seen.push(send);
    answers.push(`before ${send.attempts.length}`);
    return next.handle().pipe(
      retry({ count: send.getTopic() === 'retried' ? 1 : 0 }),
      tap(() => answers.push(`after ${send.attempts.length}`)),
      catchError((error: Error) => {
        answers.push(`failed ${send.attempts.length}`);
        return throwError(() => error);
      }),
    );
  }
}

async function start() {
  seen.length = 0;
  answers.length = 0;
  const { app, fake } = await startApp({ rocketmq: { guards: [Guard], interceptors: [Interceptor] } });
  return { producer: app.get(ProducerService), fake };
}

describe('the context of a send', () => {
  it('has the connection and the signal of the send', async () => {
    const { producer } = await start();
    const { signal } = new AbortController();

    await producer.send('t', 'x', { signal });
    await producer.send('t', 'x');

    expect(seen.map((context) => context.getConnection())).toEqual(['default', 'default']);
    expect(seen.map((context) => context.signal)).toEqual([signal, undefined]);
  });

  it('[hooks.26] has attachments that guards and interceptors of one send share, and no other send', async () => {
    const { producer } = await start();

    await producer.send('t', 'x');
    seen[0]?.attachments.set('note', 1);
    await producer.send('t', 'x');

    expect(seen.map(({ attachments }) => [...attachments.entries()])).toEqual([
      [
        [Guard, 'from the guard'],
        ['note', 1],
      ],
      [[Guard, 'from the guard']],
    ]);
  });

  it('[hooks.25] lists what was tried on the wire when the answer comes back', async () => {
    const { producer } = await start();

    await producer.send('t', 'x');

    expect(answers).toEqual(['before 0', 'after 1']);
    expect(seen[0]?.attempts).toMatchObject([
      {
        attempt: 1,
        messageQueue: { topic: 't', brokerName: 'recording-broker', queueId: 0 },
        brokerAddress: '127.0.0.1:0',
        messageId: expect.stringMatching(/^[0-9A-F]{32}$/),
        elapsedMs: expect.any(Number),
        sendResult: sendResult('t'),
        error: undefined,
      },
    ]);
  });

  it('lists failed attempts with their errors, those of sends that an interceptor repeats included', async () => {
    const { producer, fake } = await start();
    fake.answer = () => Promise.reject(new Error('no broker'));

    await rejectionOf(producer.send('retried', 'x'));

    expect(answers).toEqual(['before 0', 'failed 2']);
    expect(seen[0]?.attempts.map(({ error }) => error?.message)).toEqual(['no broker', 'no broker']);
  });

  it('knows nothing of the attempts of other sends', async () => {
    const { producer } = await start();

    await Promise.all([producer.send('a', 'x'), producer.send('b', 'x')]);
    await producer.unwrap().producer.send({ topic: 'c', body: Buffer.from('x') });

    expect(seen.map(({ attempts }) => attempts.map(({ messageQueue }) => messageQueue.topic))).toEqual([['a'], ['b']]);
  });
});
