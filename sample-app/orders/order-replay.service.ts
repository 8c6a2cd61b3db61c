/**
 * Publishes every order once more, for a consumer that begins late.
 */
import { Injectable } from '@nestjs/common';
import { SendSync } from 'nestjs-rocketmq';
import { OrderBook } from './order-book.service.js';
import type { Order } from './order.js';
import { orderReplayed } from './order-topics.js';

@Injectable()
export class OrderReplay {
  constructor(private readonly book: OrderBook) {}

  /** Each element is a message. The next one is asked for when the reader has the last one, and it has it when it is stored. */
  @SendSync(orderReplayed)
  async *replay(): AsyncGenerator<Order> {
    yield* this.book.all();
  }
}
