import { type NewOrder, type Order, OrdersRepository } from './shop.js';

/** What happened, in order. Stands for a database with transactions. */
export const steps: string[] = [];

function Transactional() {
  return (_target: object, _key: string, descriptor: TypedPropertyDescriptor<(input: NewOrder) => Promise<Order>>) => {
    const method = descriptor.value!;
    descriptor.value = async function transactional(this: unknown, input: NewOrder) {
      steps.push('begin');
      const order = await method.call(this, input).catch((error: unknown) => {
        steps.push('rollback');
        throw error;
      });
      steps.push('commit');
      return order;
    };
  };
}
// #region transactions
import { Injectable } from '@nestjs/common';
import { SendSync } from 'nestjs-rocketmq';

@Injectable()
export class OrdersService {
  constructor(private readonly orders: OrdersRepository) {}

  @SendSync('order-created', { keys: (order) => order.id }) // above: sends what was committed
  @Transactional()
  async create(input: NewOrder): Promise<Order> {
    return this.orders.insert(input);
  }
}
// #endregion
