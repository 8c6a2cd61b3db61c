import { expect } from '@jest/globals';
import { AppModule, OrdersService } from './at-a-glance.js';
// #region testing-an-app
import { Test } from '@nestjs/testing';
import { overrideRocketMQ } from 'nestjs-rocketmq/testing';

export async function recordsTheWholeApp() {
  const builder = Test.createTestingModule({ imports: [AppModule] });
  const recorder = overrideRocketMQ(builder);
  const app = (await builder.compile()).createNestApplication();
  await app.init();

  await app.get(OrdersService).cancel('1');
  expect(recorder.sent('order-cancelled')).toHaveLength(1);

  await app.close();
}
// #endregion
