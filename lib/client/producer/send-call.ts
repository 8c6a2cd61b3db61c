/**
 * A call of the user's that becomes one send.
 */
import type { Message } from '../message/message.js';
import type { SendOptions } from './send-options.js';
import type { SendMode } from './send-retry-policy.js';
import type { SendResult } from './send-result.js';

/** A call of the user's, and who hears what came of it. */
export interface SendCall {
  readonly mode: SendMode;
  readonly message: Message;
  readonly options: SendOptions | undefined;
  /** Reserved properties, which only callers within this package may set: retries of consumers, replies. */
  readonly systemProperties?: Readonly<Record<string, string>> | undefined;
  /** Takes a promise, too, which may fail. */
  readonly resolve: (result: SendResult | undefined | Promise<undefined>) => void;
  /** For who refuses the call. */
  readonly reject: (error: Error) => void;
}

/** What is written into an object that is used again and again. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What such an object has before the first call. */
export const NO_CALL: SendCall = {
  mode: 'SYNC',
  message: { topic: '', body: new Uint8Array(0) },
  options: undefined,
  systemProperties: undefined,
  resolve: () => {},
  reject: () => {},
};
