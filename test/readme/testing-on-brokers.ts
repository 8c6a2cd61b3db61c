import { expect } from '@jest/globals';
import { OrdersService } from './decorator-options.js';
import { OrdersRepository } from './shop.js';
// #region testing-on-brokers
import { Test } from '@nestjs/testing';
import { RocketMQTestBroker, RocketMQTestingModule, watchForLeaks } from 'nestjs-rocketmq/testing';

export async function retriesOnABusyBroker() {
  const watch = watchForLeaks();
  const module = await Test.createTestingModule({
    imports: [RocketMQTestingModule.forRoot({ topics: ['order-created'] })],
    providers: [OrdersRepository, OrdersService],
  }).compile();
  const app = await module.createNestApplication().init();
  const broker = app.get(RocketMQTestBroker);

  broker.fault({ on: 'SEND_MESSAGE_V2', times: 1, action: { kind: 'answer', code: 2 } }); // busy: the send retries
  await app.get(OrdersService).create({ item: 'tea', total: 3 }, { id: 'c1', locale: 'de' });
  expect(await broker.waitFor('order-created', 1)).toMatchObject([{ tags: 'web', json: { id: '1' } }]);

  await app.close();
  await watch.assertNoLeaks(); // sockets, servers, timers and sends of this package, each with its place
}
// #endregion
