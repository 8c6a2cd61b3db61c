/**
 * What is published of payments.
 */
import { defineTopic } from 'nestjs-rocketmq';

export interface Payment {
  readonly orderId: string;
  readonly pieces: number;
  readonly paidAt: string;
}

export interface PaymentReminder {
  readonly orderId: string;
}

export interface ReviewAsked {
  readonly orderId: string;
  readonly buyer: string;
}

export const orderPaid = defineTopic<Payment>('order-paid', { keys: (payment) => payment.orderId });

export const paymentReminder = defineTopic<PaymentReminder>('payment-reminder', {
  keys: (reminder) => reminder.orderId,
});

export const reviewAsked = defineTopic<ReviewAsked>('review-asked', { keys: (asked) => asked.orderId });
