import { Injectable } from '@nestjs/common';
import { defineTopic, SendSync, type StandardSchema } from 'nestjs-rocketmq';
import { type NewOrder, type Order, OrdersRepository, type OrderView } from './shop.js';

const OrderSchema: StandardSchema<Order> = {
  '~standard': {
    version: 1,
    vendor: 'by-hand',
    validate: (value) =>
      (value as Order).total > 0 ? { value } : { issues: [{ message: 'must be positive', path: ['total'] }] },
  },
};

// #region typed-topics
export const orderCreated = defineTopic('order-created', {
  schema: OrderSchema, // any Standard Schema validator: Zod, Valibot, ArkType, ...
  keys: (order) => order.id,
});
export const orderViewed = defineTopic<OrderView>('order-viewed', { tags: 'web' });

@Injectable()
export class OrdersService {
  constructor(private readonly orders: OrdersRepository) {}

  @SendSync(orderCreated)
  async create(input: NewOrder): Promise<Order> {
    return this.orders.insert(input); // another result does not compile
  }
}
// #endregion
