/**
 * What auditors want to know.
 */
export interface AuditEntry {
  readonly what: 'order placed' | 'order cancelled' | 'order paid';
  readonly orderId: string;
}
