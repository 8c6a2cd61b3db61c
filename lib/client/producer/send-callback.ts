/**
 * RocketMQ's callback contract for `sendAsync`. Source: Java `SendCallback`.
 */
import type { SendResult } from './send-result.js';

/** Exactly one of the two methods is called, once, never within the call to `sendAsync` or `sendBatchAsync`. */
export interface SendCallback<R = SendResult> {
  onSuccess(result: R): void;
  onException(error: Error): void;
}

/** Whether a value can serve as callback; functions are not callbacks, to catch `(error, result) => ...`. */
export function isSendCallback(value: unknown): value is SendCallback {
  const callback = value as Partial<SendCallback> | null | undefined;
  return (
    typeof callback === 'object' &&
    callback !== null &&
    typeof callback.onSuccess === 'function' &&
    typeof callback.onException === 'function'
  );
}
