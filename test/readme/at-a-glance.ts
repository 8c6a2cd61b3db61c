import type { NewOrder, Order, OrderView } from './shop.js';
import { OrdersRepository } from './shop.js';
// #region at-a-glance
import { Injectable, Module } from '@nestjs/common';
import { ProducerService, RocketMQModule, SendAsync, SendSync } from 'nestjs-rocketmq';

@Injectable()
export class OrdersService {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly producer: ProducerService,
  ) {}

  @SendSync('order-created', { tags: 'web', keys: (order) => order.id })
  async create(input: NewOrder): Promise<Order> {
    return this.orders.insert(input); // the returned order becomes the message
  }

  @SendAsync('order-viewed')
  view(id: string): OrderView {
    return { id, at: new Date().toISOString() };
  }

  cancel(id: string) {
    return this.producer.send('order-cancelled', { id }, { keys: id });
  }
}

@Module({
  imports: [RocketMQModule.forRoot({ nameServers: ['127.0.0.1:9876'], producer: { group: 'orders' } })],
  providers: [OrdersRepository, OrdersService],
})
export class AppModule {}
// #endregion
