import type { NewOrder, Order } from './shop.js';
// #region effect-after-send
import { Injectable } from '@nestjs/common';
import { SendSync } from 'nestjs-rocketmq';

@Injectable()
export class OrdersService {
  readonly orders = new Map<string, Order>();

  @SendSync('order-created', { keys: (order) => order.id })
  protected async publish(order: Order): Promise<Order> {
    return order;
  }

  async place(input: NewOrder): Promise<Order> {
    const order = await this.publish({ ...input, id: crypto.randomUUID() }); // refused or not stored: rejected
    this.orders.set(order.id, order);
    return order;
  }
}
// #endregion
