/**
 * Who waits for an answer.
 */
import type { RemotingCommand } from '../protocol/remoting-command.js';

/** Who waits for one answer. Exactly one of the two methods is called, once. */
export interface ResponseWaiter {
  /** When the request was written, by the client's clock. */
  readonly sentAt: number;
  readonly deadlineAt: number;
  /** It has ended already: a request that still waits for a permit need not be written. */
  readonly isSettled?: boolean;
  /** @param receivedAt - by the client's clock */
  onResponse(response: RemotingCommand, receivedAt: number): void;
  onFailure(error: Error): void;
}
