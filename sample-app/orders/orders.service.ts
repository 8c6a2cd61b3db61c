/**
 * The order book. What happens to orders is published: by decorator, and once imperatively.
 */
import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { ProducerService, SendOneway, SendSync } from 'nestjs-rocketmq';
import type { NewOrder, Order } from './order.js';

/** An order that is there from the beginning, to have something to look at. */
export const FIRST_ORDER_ID = 'order-1';

export interface OrderTouch {
  readonly id: string;
  readonly page: string;
  readonly at: string;
}

@Injectable()
export class OrdersService {
  private readonly orders = new Map<string, Order>([
    [FIRST_ORDER_ID, { id: FIRST_ORDER_ID, item: 'coffee', quantity: 1, status: 'open' }],
  ]);
  private lastNumber = 1;

  constructor(private readonly producer: ProducerService) {}

  /** An order enters the book when its message is stored: one that a guard refuses, or that cannot be sent, is none. */
  async place(newOrder: NewOrder): Promise<Order> {
    const order = await this.create(newOrder);
    this.orders.set(order.id, order);
    return order;
  }

  /** The order that this resolves to is the message, and the caller gets it after a broker has stored it. */
  @SendSync('order-created', {
    tags: 'web',
    keys: (order) => order.id,
    properties: (order) => ({ item: order.item }),
  })
  async create(newOrder: NewOrder): Promise<Order> {
    this.lastNumber += 1;
    return { id: `order-${this.lastNumber}`, ...newOrder, status: 'open' };
  }

  /** Worth a message, but not worth waiting for one. */
  @SendOneway('order-touched', { tags: 'web', keys: (touch) => touch.id })
  touch(id: string, page: string): OrderTouch {
    return { id: this.find(id).id, page, at: new Date().toISOString() };
  }

  async cancel(id: string): Promise<Order> {
    const order = this.find(id);
    if (order.status === 'cancelled') throw new ConflictException(`${id} is cancelled already`);
    await this.producer.send('order-cancelled', { id }, { tags: 'web', keys: id });
    const cancelled: Order = { ...order, status: 'cancelled' };
    this.orders.set(id, cancelled);
    return cancelled;
  }

  find(id: string): Order {
    const order = this.orders.get(id);
    if (order === undefined) throw new NotFoundException(`there is no order ${id}`);
    return order;
  }
}
