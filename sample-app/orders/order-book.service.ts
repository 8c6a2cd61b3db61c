/**
 * The orders of the shop, in memory. It publishes nothing.
 */
import { Injectable, NotFoundException } from '@nestjs/common';
import type { NewOrder, Order } from './order.js';

/** An order that is there from the beginning, to have something to look at. */
export const FIRST_ORDER_ID = 'order-1';

@Injectable()
export class OrderBook {
  private readonly orders = new Map<string, Order>([
    [FIRST_ORDER_ID, { id: FIRST_ORDER_ID, item: 'coffee', quantity: 1, status: 'open' }],
  ]);
  private lastNumber = 1;

  /** With the next number; not in the book yet. */
  draft(newOrder: NewOrder): Order {
    this.lastNumber += 1;
    return { id: `order-${this.lastNumber}`, ...newOrder, status: 'open' };
  }

  /** Adds the order, or replaces the one with its id. */
  enter(order: Order): Order {
    this.orders.set(order.id, order);
    return order;
  }

  /** @throws {NotFoundException} there is no such order */
  find(id: string): Order {
    const order = this.orders.get(id);
    if (order === undefined) throw new NotFoundException(`there is no order ${id}`);
    return order;
  }

  all(): IterableIterator<Order> {
    return this.orders.values();
  }
}
