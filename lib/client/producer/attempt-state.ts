/**
 * Whether somebody who waited comes back to the same attempt.
 */
import type { OutgoingSend } from './outgoing-send.js';

export function isAt(send: OutgoingSend, attempt: number): boolean {
  return send.attempt === attempt && send.isAttempting && !send.isSettled;
}
