import { type NewOrder, type Order, OrdersRepository, QuotaGuard } from './shop.js';
// #region features
import { Injectable, Module } from '@nestjs/common';
import { RocketMQModule, SendSync } from 'nestjs-rocketmq';

@Injectable()
export class OrdersService {
  constructor(private readonly orders: OrdersRepository) {}

  @SendSync('order-created')
  async create(input: NewOrder): Promise<Order> {
    return this.orders.insert(input);
  }
}

@Module({
  imports: [RocketMQModule.forFeature({ guards: [QuotaGuard], topics: ['order-cancelled'] })],
  providers: [QuotaGuard, OrdersRepository, OrdersService],
  exports: [OrdersService],
})
export class OrdersModule {}
// #endregion
