/**
 * How far a send has come with its attempts.
 */
import type { SendAttempt } from '../errors/send-errors.js';
import type { OutgoingSend } from './outgoing-send.js';

/** Whether somebody who waited comes back to the same attempt. */
export function isAt(send: OutgoingSend, attempt: number): boolean {
  return send.attempt === attempt && send.isAttempting && !send.isSettled;
}

/** Ends the current attempt; the next one avoids its broker. */
export function leaveBroker(send: OutgoingSend): void {
  send.isAttempting = false;
  send.ownExtras.lastBroker = send.brokerName;
}

/** Those of a send that travels in a batch are the batch's. */
export function failedAttemptsOf({ carrier, extras }: OutgoingSend): readonly SendAttempt[] {
  return carrier === undefined ? extras.failedAttempts : failedAttemptsOf(carrier);
}
