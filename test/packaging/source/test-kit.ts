/**
 * The three tiers of the test kit, for the fixtures that have a test runner: each reports what it saw.
 */
import { Test } from '@nestjs/testing';
import { RocketMQModule } from 'nestjs-rocketmq';
import {
  overrideRocketMQ,
  provideRecordingProducer,
  RecordingProducer,
  RocketMQTestBroker,
  RocketMQTestingModule,
  watchForLeaks,
} from 'nestjs-rocketmq/testing';
import { OrdersService } from './shop.js';

/** A service without the module: what was recorded. */
export async function recordService(): Promise<readonly unknown[]> {
  const module = await Test.createTestingModule({
    providers: [OrdersService, ...provideRecordingProducer()],
  }).compile();
  await module.get(OrdersService).create('1');
  return module
    .get(RecordingProducer)
    .sent('orders')
    .map(({ keys, json }) => ({ keys, json }));
}

/** An app whose name server nobody can reach: what was recorded, and what of the package is left before it is closed. */
export async function recordApp(): Promise<{ readonly sent: readonly unknown[]; readonly left: readonly string[] }> {
  const watch = watchForLeaks();
  const builder = Test.createTestingModule({
    imports: [RocketMQModule.forRoot({ nameServers: ['127.0.0.1:9'], producer: { group: 'shop' }, startup: 'eager' })],
    providers: [OrdersService],
  });
  const recorder = overrideRocketMQ(builder);
  const module = await (await builder.compile()).init();
  await module.get(OrdersService).cancel('1');
  const left = watch.leaks();
  watch.stop();
  await module.close();
  return { sent: recorder.sent('orders').map(({ json }) => json), left };
}

/** An app on brokers of its own: what they stored, and how much there was to clean up; rejects if anything is left. */
export async function runOnBroker(): Promise<{ readonly stored: readonly unknown[]; readonly inUse: number }> {
  const watch = watchForLeaks();
  const module = await Test.createTestingModule({
    imports: [RocketMQTestingModule.forRoot()],
    providers: [OrdersService],
  }).compile();
  await module.init();
  await module.get(OrdersService).create('1');
  const stored = module.get(RocketMQTestBroker).received('orders');
  const inUse = watch.leaks().length;
  await module.close();
  await watch.assertNoLeaks();
  return { stored: stored.map(({ json }) => json), inUse };
}
