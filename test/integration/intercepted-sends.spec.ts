/**
 * Interceptors around sends on a cluster: what they are told of the wire, and what they send again.
 */
import { beforeEach, expect, it } from '@jest/globals';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { type Observable, retry } from 'rxjs';
import { ProducerService, type SendAttemptRecord, type SendExecutionContext } from '../../lib/index.js';
import { startApp, startCluster } from './nest-app.js';

const seen: (readonly SendAttemptRecord[])[] = [];

@Injectable()
class Repeating implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    seen.push((context as SendExecutionContext).attempts);
    return next.handle().pipe(retry(1));
  }
}

beforeEach(() => {
  seen.length = 0;
});

async function start(batching: boolean) {
  const cluster = await startCluster({ brokers: 2 });
  const rocketmq = { interceptors: [Repeating], producer: { group: 'shop', timeoutMs: 10_000, batching } };
  const app = await startApp({ nameServer: cluster.nameServer, rocketmq });
  return { cluster, producer: app.get(ProducerService) };
}

it('[hooks.25] an interceptor sees every attempt on the wire: broker, address, result or error', async () => {
  const { cluster, producer } = await start(false);
  cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 2, remark: 'busy' } });

  const stored = await producer.send('t', 'x');

  const brokers = seen[0]?.map(({ messageQueue }) => messageQueue.brokerName);
  expect(seen[0]).toMatchObject([
    { attempt: 1, error: { responseCode: 2 }, sendResult: undefined, elapsedMs: expect.any(Number) },
    { attempt: 2, error: undefined, sendResult: stored, brokerAddress: expect.stringMatching(/^127\.0\.0\.1:\d+$/) },
  ]);
  expect(new Set(brokers).size).toBe(2);
});

it('[hooks.10] what an interceptor sends again keeps its id: consumers can tell that it is the same', async () => {
  const { cluster, producer } = await start(false);
  cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 13, remark: 'final' } });

  const { msgId } = await producer.send('t', 'x');

  expect(seen[0]?.map(({ messageId, error }) => [messageId, error === undefined])).toEqual([
    [msgId, false],
    [msgId, true],
  ]);
  expect(cluster.messages('t').map((message) => message.msgId)).toEqual([msgId]);
});

it('[hooks.10] and so does each message of a joined batch', async () => {
  const { cluster, producer } = await start(true);
  const texts = ['a', 'b', 'c'];
  cluster.fault({ on: 'SEND_BATCH_MESSAGE', action: { kind: 'answer', code: 13, remark: 'final' } });

  const outcomes = await Promise.all(texts.map((text) => producer.send('t', text)));

  const begun = seen.map((attempts) => [...new Set(attempts.map(({ messageId }) => messageId))]);
  expect(seen.map(({ length }) => length)).toEqual([2, 2, 2]);
  expect(begun).toEqual(outcomes.map(({ msgId }) => [msgId]));
  expect(new Set(outcomes.map(({ msgId }) => msgId)).size).toBe(3);
});

it('a caller may name the id, too', async () => {
  const { cluster, producer } = await start(false);
  const messageId = '7F0000010000000000000000000000AB';

  await producer.send('t', 'x', { messageId });

  expect(cluster.messages('t').map(({ msgId }) => msgId)).toEqual([messageId]);
});
