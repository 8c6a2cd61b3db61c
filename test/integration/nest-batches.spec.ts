/**
 * Batches of a Nest app on their way to the broker: one request, each message stored with its own facts.
 */
import { describe, expect, it } from '@jest/globals';
import {
  Body,
  type CallHandler,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  Post,
} from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import request from 'supertest';
import type { EmbeddedCluster } from '../../lib/embedded/index.js';
import {
  outbound,
  ProducerService,
  SendBatch,
  SendEnhancer,
  type SendExecutionContext,
  type SendOutcome,
} from '../../lib/index.js';
import { rejectionOf } from '../fixtures/running-client.js';
import { startApp, startCluster } from './nest-app.js';

interface Line {
  readonly sku: string;
  readonly count: number;
}

const LINES: readonly Line[] = Array.from({ length: 12 }, (_, index) => ({ sku: `乌龙茶-${index}`, count: index }));

@Controller()
class LinesController {
  @Post('lines')
  @SendBatch('lines', {
    tags: 'web',
    keys: (line) => line.sku,
    properties: (line) => ({ count: String(line.count) }),
    when: (line) => line.count !== 3,
  })
  take(@Body() lines: Line[]): Promise<Line[]> {
    return Promise.resolve(lines);
  }
}

function sendRequests(cluster: EmbeddedCluster): readonly (string | undefined)[] {
  return cluster
    .requests()
    .map(({ name }) => name)
    .filter((name) => name?.startsWith('SEND_'));
}

const queueOffsets = (outcomes: readonly SendOutcome[]): (number | undefined)[] =>
  outcomes.map((outcome) => (outcome.sendStatus === 'SUPPRESSED' ? undefined : outcome.queueOffset));

const textOf = ({ body }: { readonly body: Uint8Array }): string => Buffer.from(body).toString('utf8');

describe('@SendBatch', () => {
  it('stores the elements by one request, in one queue and in order, each with its own facts', async () => {
    const cluster = await startCluster();
    const app = await startApp({ nameServer: cluster.nameServer, controllers: [LinesController] });

    await request(app.getHttpServer()).post('/lines').send(LINES).expect(201, LINES);

    expect(sendRequests(cluster)).toEqual(['SEND_BATCH_MESSAGE']);
    const expected = LINES.filter(({ count }) => count !== 3);
    const stored = cluster.messages('lines').toSorted((a, b) => a.queueOffset - b.queueOffset);
    expect(new Set(stored.map(({ queueId }) => queueId)).size).toBe(1);
    expect(stored.map(textOf)).toEqual(expected.map((line) => JSON.stringify(line)));
    expect(stored).toMatchObject(
      expected.map(({ sku, count }) => ({ tags: 'web', keys: [sku], properties: { count: String(count) } })),
    );
  });

  it('asks no broker for an empty array', async () => {
    const cluster = await startCluster();
    const app = await startApp({ nameServer: cluster.nameServer, controllers: [LinesController] });

    await request(app.getHttpServer()).post('/lines').send([]).expect(201, []);

    expect(sendRequests(cluster)).toEqual([]);
  });
});

describe('ProducerService.sendBatch', () => {
  it('resolves with what each message was stored as', async () => {
    const cluster = await startCluster();
    const app = await startApp({ nameServer: cluster.nameServer });

    const outcomes = await app
      .get(ProducerService)
      .sendBatch('t', ['a', outbound('b', { keys: 'own' }), { c: 1 }], { keys: 'all' });

    expect(sendRequests(cluster)).toEqual(['SEND_BATCH_MESSAGE']);
    const stored = cluster.messages('t');
    expect(queueOffsets(outcomes)).toEqual([0, 1, 2]);
    expect(outcomes.map(({ msgId }) => msgId)).toEqual(stored.map(({ msgId }) => msgId));
    expect(stored.map(textOf)).toEqual(['a', 'b', '{"c":1}']);
    expect(stored.map(({ keys }) => keys)).toEqual([['all'], ['own'], ['all']]);
  });

  it('sends one message as by itself', async () => {
    const cluster = await startCluster();
    const app = await startApp({ nameServer: cluster.nameServer });

    const outcomes = await app.get(ProducerService).sendBatch('t', ['a']);

    expect(sendRequests(cluster)).toEqual(['SEND_MESSAGE_V2']);
    expect(queueOffsets(outcomes)).toEqual([0]);
  });

  /** Parts of two, one and one: a message that fills its part travels by itself. */
  const PAYLOADS = [100, 100, 300, 100].map((bytes, index) => String(index).repeat(bytes));
  const inSmallParts = { producer: { group: 'shop', maxBodyBytes: 400 } };

  it('goes in parts above the size limit, into one queue', async () => {
    const cluster = await startCluster();
    const app = await startApp({ nameServer: cluster.nameServer, rocketmq: inSmallParts });

    const outcomes = await app.get(ProducerService).sendBatch('t', PAYLOADS, { shardingKey: 'same' });

    expect(sendRequests(cluster)).toEqual(['SEND_BATCH_MESSAGE', 'SEND_MESSAGE_V2', 'SEND_MESSAGE_V2']);
    expect(queueOffsets(outcomes)).toEqual([0, 1, 2, 3]);
    expect(cluster.messages('t').map(textOf)).toEqual(PAYLOADS);
  });

  it('tells which messages are stored when a later part fails', async () => {
    const cluster = await startCluster();
    const app = await startApp({ nameServer: cluster.nameServer, rocketmq: inSmallParts });
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 13 } });

    const error = await rejectionOf(app.get(ProducerService).sendBatch('t', PAYLOADS));

    expect(error).toMatchObject({
      code: 'BATCH_PARTLY_SENT',
      results: [{ queueOffset: 0 }, { queueOffset: 1 }],
      failedCount: 1,
      notSentCount: 1,
    });
    expect(cluster.messages('t').map(textOf)).toEqual(PAYLOADS.slice(0, 2));
  });

  it.each([
    ['a payload', [1, NaN], { code: 'PAYLOAD_NOT_SERIALIZABLE', path: '$[1]' }],
    ['a fact', [1, outbound(2, { keys: ' ' })], { code: 'INVALID_MESSAGE', field: 'messages[1].keys' }],
    ['a delay', [1, outbound(2, { delayLevel: 1 })], { code: 'INVALID_MESSAGE', field: 'messages[1].delayLevel' }],
  ])('sends nothing of a batch with %s that cannot be, and names it', async (_what, payloads, facts) => {
    const cluster = await startCluster();
    const app = await startApp({ nameServer: cluster.nameServer });

    const error = await rejectionOf(app.get(ProducerService).sendBatch('t', payloads));

    expect(error).toMatchObject(facts);
    expect(sendRequests(cluster)).toEqual([]);
  });
});

const seen: string[] = [];

@SendEnhancer({ phase: 'attempt' })
@Injectable()
class AttemptGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const send = context as SendExecutionContext;
    seen.push(`${textOf(send.getMessage())} to ${send.attempt?.messageQueue.brokerName}`);
    return textOf(send.getMessage()) !== 'bomb';
  }
}

@SendEnhancer({ phase: 'attempt' })
@Injectable()
class AttemptInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const send = context as SendExecutionContext;
    return next.handle().pipe(tap(() => seen.push(`${textOf(send.getMessage())} stored`)));
  }
}

@Injectable()
class Around implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const send = context as SendExecutionContext;
    return next.handle().pipe(
      tap((outcomes: readonly SendOutcome[]) => {
        const ids = outcomes.map(({ msgId }) => msgId);
        seen.push(`attempts of ${send.attempts.map(({ messageId }) => ids.indexOf(messageId)).join(' and ')}`);
      }),
    );
  }
}

describe('attempt enhancers of a batch', () => {
  const rocketmq = { guards: [AttemptGuard], interceptors: [AttemptInterceptor, Around] };

  it('[hooks.54] see each message by itself, with its broker', async () => {
    seen.length = 0;
    const cluster = await startCluster();
    const app = await startApp({ nameServer: cluster.nameServer, rocketmq });

    await app.get(ProducerService).sendBatch('t', ['a', 'b']);

    expect(seen).toEqual(['a to broker-a', 'b to broker-a', 'a stored', 'b stored', 'attempts of 0 and 1']);
  });

  it('[hooks.54] forbid the whole request by refusing one message, which the error names', async () => {
    seen.length = 0;
    const cluster = await startCluster();
    const app = await startApp({ nameServer: cluster.nameServer, rocketmq });

    const error = await rejectionOf(app.get(ProducerService).sendBatch('t', ['a', 'b', 'bomb']));

    expect(error).toMatchObject({ code: 'SEND_FORBIDDEN', forbiddenBy: 'AttemptGuard', messageIndex: 2, attempts: [] });
    expect(sendRequests(cluster)).toEqual([]);
  });
});
