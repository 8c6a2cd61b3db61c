/** Every topic of the shop, for the printer. */
export const TOPICS = [
  'order-created',
  'order-viewed',
  'order-touched',
  'order-cancelled',
  'newsletter',
  'newsletter-subscribed',
] as const;
