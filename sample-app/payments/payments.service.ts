/**
 * Takes payments for open orders.
 */
import { ConflictException, Injectable } from '@nestjs/common';
import { SendAsync } from 'nestjs-rocketmq';
import { AuditOutcomes } from '../audit/audit-outcomes.service.js';
import { shopAudit } from '../audit/audit-topics.js';
import { OrderBook } from '../orders/order-book.service.js';
import { ChargesService } from './charges.service.js';
import { type Payment, reviewAsked } from './payment-topics.js';

const LARGE_ORDER_PIECES = 10;

@Injectable()
export class PaymentsService {
  constructor(
    private readonly book: OrderBook,
    private readonly charges: ChargesService,
  ) {}

  /** Two messages of one call: to the auditors at once, and one that asks for a review when there was time to drink some. */
  @SendAsync(shopAudit, {
    connection: 'audit',
    body: ({ orderId }) => ({ what: 'order paid', orderId }),
    callback: AuditOutcomes,
  })
  @SendAsync(reviewAsked, {
    body: (_payment, orderId, buyer) => ({ orderId, buyer }),
    delayLevel: ({ pieces }) => (pieces < LARGE_ORDER_PIECES ? 1 : 2),
  })
  async pay(orderId: string, buyer: string): Promise<Payment> {
    const order = this.book.find(orderId);
    if (order.status !== 'open') throw new ConflictException(`${orderId} is ${order.status} already`);
    const { payload } = await this.charges.charge(order, buyer);
    this.book.enter({ ...order, status: 'paid' });
    return payload;
  }
}
