/**
 * What is published of orders: topics that know their payloads, so that another one does not compile.
 */
import { defineTopic } from 'nestjs-rocketmq';
import type { Order } from './order.js';

export interface OrderView {
  readonly id: string;
  readonly at: string;
}

export interface OrderTouch extends OrderView {
  readonly page: string;
}

/** Every message of the topic has this tag and key, unless its decorator or call says otherwise. */
export const orderCreated = defineTopic<Order>('order-created', { tags: 'web', keys: (order) => order.id });

export const orderViewed = defineTopic<OrderView>('order-viewed', { tags: 'web', keys: (view) => view.id });

export const orderTouched = defineTopic<OrderTouch>('order-touched', { tags: 'web', keys: (touch) => touch.id });

export const orderCancelled = defineTopic<Pick<Order, 'id'>>('order-cancelled', { keys: (order) => order.id });

export const orderReplayed = defineTopic<Order>('order-replayed', { tags: 'replay', keys: (order) => order.id });
