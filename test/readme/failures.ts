import type { Order } from './shop.js';
// #region failures
import { Injectable } from '@nestjs/common';
import { ProducerService, SendFailedError, SendTimeoutError } from 'nestjs-rocketmq';

@Injectable()
export class OrdersService {
  constructor(private readonly producer: ProducerService) {}

  async announce(order: Order) {
    try {
      return await this.producer.send('order-created', order, { keys: order.id });
    } catch (error) {
      if (error instanceof SendFailedError || error instanceof SendTimeoutError) {
        const tried = error.attempts.map(({ brokerName, error: cause }) => `${brokerName}: ${cause.message}`);
        throw new Error(`order ${order.id} was not announced (${error.code}): ${tried.join('; ')}`, { cause: error });
      }
      throw error;
    }
  }
}
// #endregion
