/**
 * The error of a wait for messages that did not come.
 */
import { RocketMQError } from '../client/errors/rocketmq-error.js';
import type { MessageExt } from '../client/message/message-ext.js';

const SHOWN = 20;

/** An embedded cluster did not hold enough messages in time; what it holds is in the message and in `messages`. */
export class MessageWaitError extends RocketMQError {
  override readonly code = 'MESSAGE_WAIT';

  constructor(
    readonly topic: string,
    /** How many were waited for. */
    readonly expected: number,
    /** What was there in the end. */
    readonly messages: readonly MessageExt[],
    /** Why nothing more was waited for. */
    readonly reason: string,
  ) {
    super(
      `waited for ${expected} messages in topic ${topic}, ${reason} and it holds ${messages.length}${list(messages)}`,
    );
  }
}

function list(messages: readonly MessageExt[]): string {
  if (messages.length === 0) return '';
  const shown = messages.slice(0, SHOWN).map(({ storeHost, queueId, queueOffset, msgId, body }) => {
    return `${msgId} at ${storeHost} queue ${queueId} offset ${queueOffset} with ${body.length} bytes`;
  });
  const more = messages.length > SHOWN ? `, and ${messages.length - SHOWN} more` : '';
  return `: ${shown.join(', ')}${more}`;
}
