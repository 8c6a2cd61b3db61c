import { expect } from '@jest/globals';
import { bindPublisher } from 'nestjs-rocketmq/testing';
import { OrdersService } from './at-a-glance.js';
import { OrdersRepository } from './shop.js';
// #region testing-a-service
import { Test } from '@nestjs/testing';
import { provideRecordingProducer, RecordingProducer } from 'nestjs-rocketmq/testing';

export async function announcesOrders() {
  const module = await Test.createTestingModule({
    providers: [OrdersRepository, OrdersService, ...provideRecordingProducer()],
  }).compile();
  const recorder = module.get(RecordingProducer);
  const orders = module.get(OrdersService);

  await orders.create({ item: 'tea', total: 3 });
  expect(recorder.sent('order-created')).toMatchObject([{ keys: '1', json: { id: '1', item: 'tea' } }]);

  recorder.failNext(new Error('the broker is away'), { topic: 'order-created' });
  await expect(orders.create({ item: 'cup', total: 5 })).rejects.toThrow('the broker is away');

  orders.view('1');
  await recorder.waitFor('order-viewed', 1); // if it does not come, the error says what was sent instead
  await module.close();
}
// #endregion

export async function needsNoNest() {
  // #region testing-without-nest
  const recorder = new RecordingProducer();
  const orders = bindPublisher(new OrdersService(new OrdersRepository(), recorder.producer), recorder);
  // #endregion
  await orders.create({ item: 'tea', total: 3 });
  return recorder.sent('order-created');
}
