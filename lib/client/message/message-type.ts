/**
 * The kind of a message, as hooks and traces name it. Source: client behaviour B.6 step 8, Java `MessageType`; unlike
 * there, a message with a timer is a delayed one, too.
 */
import { needsTimer } from './delivery-time.js';
import { PROPERTY } from './message-properties.js';
import type { Message } from './message.js';

export type MessageType = 'NORMAL' | 'DELAY' | 'TRANSACTION';

/** @param systemProperties - reserved properties that only this package sets */
export function messageTypeOf(
  message: Message,
  systemProperties: Readonly<Record<string, string>> | undefined,
): MessageType {
  const isDelayed =
    message.delayLevel !== undefined ||
    needsTimer(message) ||
    message.properties?.[PROPERTY.START_DELIVER_TIME] !== undefined ||
    systemProperties?.[PROPERTY.DELAY_TIME_LEVEL] !== undefined;
  if (isDelayed) return 'DELAY';
  return systemProperties?.[PROPERTY.TRANSACTION_PREPARED]?.toLowerCase() === 'true' ? 'TRANSACTION' : 'NORMAL';
}
