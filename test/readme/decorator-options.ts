import { Injectable } from '@nestjs/common';
import { outbound, SendSync } from 'nestjs-rocketmq';
import { type Customer, type NewOrder, type Order, OrdersRepository } from './shop.js';

@Injectable()
export class OrdersService {
  constructor(private readonly orders: OrdersRepository) {}

  // #region decorator-options
  @SendSync('order-placed', {
    keys: (order) => order.id,
    shardingKey: (_order, _input, customer) => customer.id,
    body: (order) => ({ id: order.id, total: order.total }),
    when: (order) => order.total > 0,
  })
  async place(input: NewOrder, customer: Customer): Promise<Order> {
    return this.orders.insert(input, customer);
  }
  // #endregion

  // #region outbound
  @SendSync('order-created', { tags: 'web' })
  async create(input: NewOrder, customer: Customer) {
    const order = await this.orders.insert(input);
    return outbound(order, { keys: order.id, properties: { locale: customer.locale } });
  }
  // #endregion
}
