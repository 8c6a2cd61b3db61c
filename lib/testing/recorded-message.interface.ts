/**
 * What a recorder keeps of a send.
 */
import type { Message, SendMode, SendOptions } from '../client/index.js';
import type { MessageBody } from './message-body.js';

/**
 * One message that reached the producer, after guards, interceptors, schema and serializer.
 *
 * @publicApi
 */
export interface RecordedMessage<T = unknown> extends MessageBody {
  readonly topic: string;
  readonly mode: SendMode;
  /** What the method returned or the caller passed; `undefined` if the native producer was used. */
  readonly payload: T;
  readonly tags: string | undefined;
  readonly keys: string | readonly string[] | undefined;
  /** User properties, with what interceptors and hooks added. */
  readonly properties: Readonly<Record<string, string>>;
  /** Time, signal, queue and sharding key of the send; `undefined` if it named none. */
  readonly options: SendOptions | undefined;
  /** The id in the `SendResult`, `msgId`. */
  readonly messageId: string;
  /** The whole message as the native producer got it. */
  readonly message: Message;
}
