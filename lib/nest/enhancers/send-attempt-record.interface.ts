/**
 * What guards and interceptors are told of one attempt on the wire.
 */
import type { MessageQueue, SendResult } from '../../client/index.js';

/**
 * One attempt of a send, under way or over.
 *
 * @publicApi
 */
export interface SendAttemptRecord {
  /** 1 for the first one; begins again when an interceptor sends again. */
  readonly attempt: number;
  readonly messageQueue: MessageQueue;
  /** `host:port` that was dialled. */
  readonly brokerAddress: string;
  /** UNIQ_KEY of the message; the same in all attempts, and when an interceptor sends again. */
  readonly messageId: string;
  /** `undefined` while it is under way. */
  readonly elapsedMs: number | undefined;
  /** `undefined` while it is under way, after a failure, and in one-way mode. */
  readonly sendResult: SendResult | undefined;
  readonly error: Error | undefined;
}
