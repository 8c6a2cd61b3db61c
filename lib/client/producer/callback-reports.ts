/**
 * Tells callbacks what became of the ASYNC sends they belong to, and keeps what they throw from everybody else.
 */
import type { ClientEventListener } from '../diagnostics/client-event.js';
import { InvalidOptionsError } from '../errors/input-errors.js';
import type { Message } from '../message/message.js';
import { isSendCallback, type SendCallback } from './send-callback.js';

/** @throws {InvalidOptionsError} INVALID_OPTIONS - neither undefined nor a callback */
export function checkCallback(callback: unknown): void {
  if (callback === undefined || isSendCallback(callback)) return;
  throw new InvalidOptionsError('sendAsync', ['the callback must have the methods onSuccess and onException']);
}

export interface CallbackReportsPorts {
  /** The user's, for sends without a callback. */
  readonly onException: ((error: Error) => void) | undefined;
  readonly emit: ClientEventListener;
}

export class CallbackReports {
  readonly #ports: CallbackReportsPorts;

  constructor(ports: CallbackReportsPorts) {
    this.#ports = ports;
  }

  /**
   * Tells `callback` of the end of a send. A promise settles once, later than this call, and runs its reactions in the
   * caller's async context.
   *
   * @param message - for its topic; whatever the caller passed
   */
  report<R>(sending: Promise<R>, message: Message | null | undefined, callback: SendCallback<R> | undefined): void {
    void sending.then(
      (result) => this.#succeeded(result, callback),
      (error: Error) => this.#failed(message, error, callback),
    );
  }

  #succeeded<R>(result: R, callback: SendCallback<R> | undefined): void {
    try {
      this.#watch(callback?.onSuccess(result));
    } catch (error) {
      this.#threw(error);
    }
  }

  #failed(message: Message | null | undefined, error: Error, callback: SendCallback<never> | undefined): void {
    try {
      this.#watch(this.#exception(message, error, callback));
    } catch (thrown) {
      this.#threw(thrown);
    }
  }

  /** Returns what the user's method returned, if there is one. */
  #exception(message: Message | null | undefined, error: Error, callback: SendCallback<never> | undefined): unknown {
    if (callback !== undefined) return callback.onException(error);
    if (this.#ports.onException !== undefined) return this.#ports.onException(error);
    return this.#ports.emit({ type: 'send-exception', topic: String(message?.topic), error });
  }

  /** A method of the user's may be async, and reject. */
  #watch(returned: unknown): void {
    if (returned instanceof Promise) returned.catch((error: unknown) => this.#threw(error));
  }

  #threw(error: unknown): void {
    this.#ports.emit({ type: 'callback-threw', error });
  }
}
