/**
 * Charges a bank account and publishes the payment.
 */
import { Injectable, Logger } from '@nestjs/common';
import { outbound, type OutboundMessage, SendSync, UseSendInterceptors } from 'nestjs-rocketmq';
import { randomUUID } from 'node:crypto';
import type { Order } from '../orders/order.js';
import { AttemptStampInterceptor } from './attempt-stamp.interceptor.js';
import { orderPaid, type Payment } from './payment-topics.js';
import { SignatureInterceptor } from './signature.interceptor.js';

const logger = new Logger('Payments');

/** Whatever this class sends is signed. */
@Injectable()
@UseSendInterceptors(SignatureInterceptor)
export class ChargesService {
  /**
   * Money is not lightly lost: a copy that a broker could not flush or replicate in time fails the call. The bank's reference
   * is no part of the payment and only the method knows it, so it travels beside it.
   */
  @SendSync(orderPaid, {
    requireStatus: 'SEND_OK',
    timeoutMs: 5000,
    onSuccess: ({ msgId }, { orderId }) => logger.log(`${orderId} is paid: ${msgId}`),
  })
  @UseSendInterceptors(AttemptStampInterceptor)
  async charge(order: Order, buyer: string): Promise<OutboundMessage<Payment>> {
    const payment: Payment = { orderId: order.id, pieces: order.quantity, paidAt: new Date().toISOString() };
    return outbound(payment, { buyerId: buyer, properties: { 'bank-reference': randomUUID() } });
  }
}
