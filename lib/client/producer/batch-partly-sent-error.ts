/**
 * The end of a batch that had to go out in several parts, when not all of them were stored.
 */
import { RocketMQError } from '../errors/rocketmq-error.js';
import type { SendResult } from './send-result.js';

/**
 * Some messages of a batch are stored and others are not. In the order of the batch: the first `results.length` are stored,
 * the next `failedCount` ended with `cause`, and the last `notSentCount` were not sent.
 */
export class BatchPartlySentError extends RocketMQError {
  override readonly code = 'BATCH_PARTLY_SENT';
  /** Messages of the part that failed; after a time-out or a closed connection they may be stored. */
  readonly failedCount: number;
  /** Messages after that part. */
  readonly notSentCount: number;

  /**
   * @param results - of the messages that are stored
   * @param cause - why the next part failed; its `messageId` lists the ids of that part's messages
   */
  constructor(
    readonly topic: string,
    readonly results: readonly SendResult[],
    counts: { readonly failed: number; readonly total: number },
    cause: RocketMQError,
  ) {
    const { failed, total } = counts;
    const notSent = total - results.length - failed;
    super(
      `the first ${results.length} of ${total} messages to topic ${topic} are stored, the next ${failed} failed, ` +
        `and the ${notSent} after them were not sent: ${cause.message}`,
      { cause, responseCode: cause.responseCode },
    );
    this.failedCount = failed;
    this.notSentCount = notSent;
  }
}
