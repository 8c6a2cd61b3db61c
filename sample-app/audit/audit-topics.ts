/**
 * The topic of the auditors. They read lines, not JSON: a topic may have a serializer of its own.
 */
import { defineTopic } from 'nestjs-rocketmq';
import type { AuditEntry } from './audit-entry.js';

export const shopAudit = defineTopic<AuditEntry>('shop-audit', {
  keys: (entry) => entry.orderId,
  serializer: {
    serialize: (payload) => {
      const { what, orderId } = payload as AuditEntry;
      return Buffer.from(`${new Date().toISOString()} ${what}: ${orderId}`);
    },
  },
});
