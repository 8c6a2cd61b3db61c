/**
 * Every topic of the shop, by connection: for the printer, and to be created on the embedded cluster.
 */
import { shopAudit } from './audit/audit-topics.js';
import { newsletter, newsletterSubscribed } from './newsletter/newsletter-topics.js';
import { orderCancelled, orderCreated, orderReplayed, orderTouched, orderViewed } from './orders/order-topics.js';
import { orderPaid, paymentReminder, reviewAsked } from './payments/payment-topics.js';
import { parcelMoved } from './shipping/shipping-topics.js';

export const SHOP_TOPICS: readonly string[] = [
  orderCreated,
  orderViewed,
  orderTouched,
  orderCancelled,
  orderReplayed,
  orderPaid,
  paymentReminder,
  reviewAsked,
  parcelMoved,
  newsletter,
  newsletterSubscribed,
].map(({ name }) => name);

export const AUDIT_TOPICS: readonly string[] = [shopAudit.name];
