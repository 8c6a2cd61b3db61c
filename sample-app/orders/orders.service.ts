/**
 * Places and cancels orders: once by decorator, once imperatively.
 */
import { ConflictException, Injectable } from '@nestjs/common';
import { ProducerService, SendAsync, SendSync, UseSendGuards, UseSendInterceptors } from 'nestjs-rocketmq';
import { AuditOutcomes } from '../audit/audit-outcomes.service.js';
import { AuditService } from '../audit/audit.service.js';
import { shopAudit } from '../audit/audit-topics.js';
import { FraudGuard } from './fraud/fraud.guard.js';
import { FraudScoreInterceptor } from './fraud/fraud-score.interceptor.js';
import { OrderBook } from './order-book.service.js';
import type { NewOrder, Order } from './order.js';
import { orderCancelled, orderCreated } from './order-topics.js';

@Injectable()
export class OrdersService {
  constructor(
    private readonly book: OrderBook,
    private readonly producer: ProducerService,
    private readonly audit: AuditService,
  ) {}

  /**
   * An order enters the book when its message is stored: one that a guard refuses, or that cannot be sent, is none. Only then
   * the auditors are told, over their own connection; nobody waits for them.
   */
  @SendAsync(shopAudit, {
    connection: 'audit',
    body: (order) => ({ what: 'order placed', orderId: order.id }),
    callback: AuditOutcomes,
  })
  async place(newOrder: NewOrder): Promise<Order> {
    return this.book.enter(await this.create(newOrder));
  }

  /** The order that this resolves to is the message, and the caller gets it after a broker has stored it. */
  @SendSync(orderCreated, { properties: (order) => ({ item: order.item }) })
  @UseSendGuards(FraudGuard)
  @UseSendInterceptors(FraudScoreInterceptor)
  async create(newOrder: NewOrder): Promise<Order> {
    return this.book.draft(newOrder);
  }

  /** Imperative, because the order changes between the two sends. */
  async cancel(id: string): Promise<Order> {
    const order = this.book.find(id);
    if (order.status !== 'open') throw new ConflictException(`${id} is ${order.status} already`);
    await this.producer.send(orderCancelled, { id }, { tags: 'web' });
    const cancelled = this.book.enter({ ...order, status: 'cancelled' });
    await this.audit.note({ what: 'order cancelled', orderId: id });
    return cancelled;
  }
}
