import { Injectable } from '@nestjs/common';
import { ProducerService, SendBatch } from 'nestjs-rocketmq';
import { type OrderLine, OrdersRepository } from './shop.js';

// #region batches
@Injectable()
export class PickingService {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly producer: ProducerService,
  ) {}

  @SendBatch('line-picked', { keys: (line) => line.sku, properties: (_line, orderId) => ({ orderId }) })
  async pick(orderId: string): Promise<OrderLine[]> {
    return this.orders.linesOf(orderId); // each line is a message
  }

  async subscribe(addresses: string[]) {
    return this.producer.sendBatch('subscribed', addresses, { tags: 'import' }); // an outcome for each, in order
  }
}
// #endregion
