/**
 * A stream from a controller to the broker and to the HTTP client: each element is one message, sharded in order.
 */
import { expect, it } from '@jest/globals';
import { Controller, Get, Query, Sse } from '@nestjs/common';
import { from, map, type Observable } from 'rxjs';
import request from 'supertest';
import { defineTopic, outbound, type OutboundMessage, SendSync } from '../../lib/index.js';
import { startApp, startCluster } from './nest-app.js';

interface Step {
  readonly order: string;
  readonly data: number;
}

const steps = defineTopic<Step>('steps', { shardingKey: ({ order }) => order, keys: ({ order }) => order });

const STEPS: readonly Step[] = Array.from({ length: 12 }, (_, data) => ({ order: `o-${data % 3}`, data }));

@Controller()
class StepsController {
  @Sse('steps')
  @SendSync(steps)
  watch(): Observable<Step> {
    return from(STEPS);
  }

  @Get('outbound')
  @SendSync(steps, { tags: 'decorator' })
  tell(@Query('tag') tag: string): Promise<OutboundMessage<Step>> {
    return Promise.resolve(outbound({ order: 'o-1', data: 1 }, { tags: tag }));
  }

  @Get('async')
  @SendSync(steps)
  later(): Promise<Observable<Step>> {
    return Promise.resolve(from(STEPS).pipe(map((step) => ({ ...step, data: step.data + 100 }))));
  }
}

const jsonOf = ({ body }: { body: Uint8Array }): unknown => JSON.parse(Buffer.from(body).toString('utf8'));

it('stores the elements of each sharding key in order in one queue, and streams them to the HTTP client', async () => {
  const cluster = await startCluster({ brokers: 2 });
  const app = await startApp({ nameServer: cluster.nameServer, controllers: [StepsController] });

  const { text } = await request(app.getHttpServer()).get('/steps').expect(200);

  expect(text.match(/data: \d+/g)).toEqual(STEPS.map(({ data }) => `data: ${data}`));
  const stored = cluster.messages('steps');
  expect(stored).toHaveLength(STEPS.length);
  for (const order of ['o-0', 'o-1', 'o-2']) {
    const own = stored.filter(({ keys }) => keys[0] === order).toSorted((a, b) => a.queueOffset - b.queueOffset);
    expect(new Set(own.map(({ storeHost, queueId }) => `${storeHost} ${queueId}`)).size).toBe(1);
    expect(own.map(jsonOf)).toEqual(STEPS.filter((step) => step.order === order));
  }
});

it('answers the HTTP client with the payload of an outbound message', async () => {
  const cluster = await startCluster();
  const app = await startApp({ nameServer: cluster.nameServer, controllers: [StepsController] });

  await request(app.getHttpServer()).get('/outbound?tag=own').expect(200, { order: 'o-1', data: 1 });

  expect(cluster.messages('steps')).toMatchObject([{ tags: 'own', keys: ['o-1'] }]);
});

it('publishes the elements of an Observable out of a promise, of which Nest answers with the last', async () => {
  const cluster = await startCluster();
  const app = await startApp({ nameServer: cluster.nameServer, controllers: [StepsController] });

  await request(app.getHttpServer()).get('/async').expect(200, { order: 'o-2', data: 111 });

  expect(cluster.messages('steps')).toHaveLength(STEPS.length);
});
