/**
 * What the snippets take for granted: the types of a shop and where its orders are kept. Not shown in the README.
 */
import { type CanActivate, Injectable } from '@nestjs/common';

export interface NewOrder {
  readonly item: string;
  readonly total: number;
}

export interface Order extends NewOrder {
  readonly id: string;
  readonly customerId?: string | undefined;
}

export interface OrderView {
  readonly id: string;
  readonly at: string;
}

export interface OrderLine {
  readonly sku: string;
  readonly count: number;
}

export interface Customer {
  readonly id: string;
  readonly locale: string;
}

@Injectable()
export class OrdersRepository {
  private readonly orders = new Map<string, Order>();

  insert(input: NewOrder, customer?: Customer): Promise<Order> {
    const order = { ...input, id: String(this.orders.size + 1), customerId: customer?.id };
    this.orders.set(order.id, order);
    return Promise.resolve(order);
  }

  linesOf(orderId: string): Promise<OrderLine[]> {
    return Promise.resolve(
      this.orders.has(orderId)
        ? [
            { sku: 'tea', count: 2 },
            { sku: 'cup', count: 1 },
          ]
        : [],
    );
  }
}

@Injectable()
export class QuotaGuard implements CanActivate {
  isUsedUp = false;

  canActivate(): boolean {
    return !this.isUsedUp;
  }
}
