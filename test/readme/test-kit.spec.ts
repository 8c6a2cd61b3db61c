/**
 * The README's snippets for tests, and of the embedded cluster alone. What they show are tests: they assert by themselves.
 */
import { describe, expect, it } from '@jest/globals';
import { ProducerService, RocketMQModule } from 'nestjs-rocketmq';
import { Module } from '@nestjs/common';
import { onTwoBrokers } from './embedded-cluster.js';
import { startApp } from './running-snippets.js';
import { announcesOrders, needsNoNest } from './testing-a-service.js';
import { recordsTheWholeApp } from './testing-an-app.js';
import { retriesOnABusyBroker } from './testing-on-brokers.js';

describe('test kit', () => {
  it('records what one service publishes', async () => {
    expect.hasAssertions();
    await announcesOrders();
  });

  it('needs no Nest', async () => {
    expect(await needsNoNest()).toMatchObject([{ keys: '1' }]);
  });

  it('records what an app publishes', async () => {
    expect.hasAssertions();
    await recordsTheWholeApp();
  });

  it('runs the app on brokers of its own', async () => {
    expect.hasAssertions();
    await retriesOnABusyBroker();
  });
});

describe('embedded cluster', () => {
  it('works alone', async () => {
    const message = await onTwoBrokers(async (options) => {
      @Module({ imports: [RocketMQModule.forRoot(options)] })
      class SnippetModule {}

      const app = await startApp([SnippetModule]);
      await app.get(ProducerService).send('order-created', '1');
      await app.close();
    });

    expect(message).toMatchObject({ topic: 'order-created', properties: expect.any(Object) });
  });
});
