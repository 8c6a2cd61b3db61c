/**
 * Options of the publish decorators, which know the method's result and arguments.
 */
import type { Type } from '@nestjs/common';
import type { DelayLevel } from '../../client/index.js';
import type { MessageFacts, Payload, SendOutcome, SendOutcomeCallback } from './send-outcome.interface.js';

/**
 * A fact of the message: the value, or a function of the published result and the method's arguments. A function that
 * throws fails the send.
 *
 * @publicApi
 */
export type FactOf<T, R, A extends unknown[]> = T | ((result: NonNullable<R>, ...args: A) => T | undefined);

/**
 * When consumers get the message, if not at once: at most one of the three.
 *
 * @publicApi
 */
export type DeliveryTimeOf<R, A extends unknown[]> =
  | {
      /** Consumers get the message after the time of this level; every broker knows it. */
      readonly delayLevel?: FactOf<DelayLevel, R, A> | undefined;
      readonly deliverAfterMs?: undefined;
      readonly deliverAt?: undefined;
    }
  | {
      readonly delayLevel?: undefined;
      /** Consumers get the message this many milliseconds after the broker took it; 5.x only. */
      readonly deliverAfterMs?: FactOf<number, R, A> | undefined;
      readonly deliverAt?: undefined;
    }
  | {
      readonly delayLevel?: undefined;
      readonly deliverAfterMs?: undefined;
      /** Consumers get the message at this time by the broker's clock; 5.x only. */
      readonly deliverAt?: FactOf<Date, R, A> | undefined;
    };

/**
 * Options that all publish decorators have. `R` is the method's result, `A` its arguments, `T` the payload of a typed topic.
 *
 * @publicApi
 */
export type PublishOptions<R = unknown, A extends unknown[] = unknown[], T = unknown> = CommonOptions<R, A, T> &
  DeliveryTimeOf<R, A>;

/** Says what a function is not. */
type FixedBody = Exclude<Payload, object> | Uint8Array | readonly unknown[] | Readonly<Record<string, unknown>>;

/** What can be sent to a topic, as a value or a function of the method's result and arguments. */
export type BodyOf<T, R, A extends unknown[]> = unknown extends T
  ? FixedBody | ((result: NonNullable<R>, ...args: A) => Payload)
  : T | ((result: NonNullable<R>, ...args: A) => T);

interface CommonOptions<R, A extends unknown[], T> {
  /** One tag, by which consumers filter. */
  readonly tags?: FactOf<NonNullable<MessageFacts['tags']>, R, A> | undefined;
  /** Index keys, by which messages can be queried; no blanks within a key. */
  readonly keys?: FactOf<NonNullable<MessageFacts['keys']>, R, A> | undefined;
  /** User properties; neither names nor values may be blank. */
  readonly properties?: FactOf<NonNullable<MessageFacts['properties']>, R, A> | undefined;
  /** User flag, signed 32 bit; default 0. */
  readonly flag?: FactOf<number, R, A> | undefined;
  /** Buyer's id, for consumers that look for it. */
  readonly buyerId?: FactOf<string, R, A> | undefined;
  /** Whether the broker answers only after its flush and replication rules are met; default true. */
  readonly waitStoreMsgOk?: FactOf<boolean, R, A> | undefined;
  /**
   * Messages with the same key go to the same queue as long as the topic's queues stay the same; gives up failover to
   * other brokers.
   */
  readonly shardingKey?: FactOf<string, R, A> | undefined;
  /** What is sent instead of the method's result; its caller still gets the result. */
  readonly body?: BodyOf<T, R, A> | undefined;
  /** Whether anything is sent; default true. */
  readonly when?: boolean | ((result: NonNullable<R>, ...args: A) => boolean) | undefined;
  /** Whole budget of the send, all attempts included, in milliseconds; default the producer's `timeoutMs`. */
  readonly timeoutMs?: FactOf<number, R, A> | undefined;
  /** Name of the connection that is sent over, as in `forRoot({ name })`; default the one without a name. */
  readonly connection?: string | undefined;
  /** What a result of `undefined` or `null` means: `skip` (default) sends nothing, `error` fails the send. */
  readonly onEmpty?: 'skip' | 'error' | undefined;
}

/**
 * Options of `@SendSync`.
 *
 * @publicApi
 */
export type SendSyncOptions<R = unknown, A extends unknown[] = unknown[], T = unknown> = PublishOptions<R, A, T> &
  StoredOptions &
  Pick<OutcomeOptions<R, A>, 'onSuccess'>;

/**
 * Options of `@SendBatch`. `R` is one element of the method's result; `shardingKey` and `timeoutMs` must come out the same
 * for all of them. A batch cannot be delivered later.
 *
 * @publicApi
 */
export type SendBatchOptions<R = unknown, A extends unknown[] = unknown[], T = unknown> = CommonOptions<R, A, T> &
  StoredOptions &
  Pick<OutcomeOptions<R, A>, 'onSuccess'>;

/**
 * Options of `@SendAsync`.
 *
 * @publicApi
 */
export type SendAsyncOptions<R = unknown, A extends unknown[] = unknown[], T = unknown> = PublishOptions<R, A, T> &
  StoredOptions &
  (OutcomeOptions<R, A> | CallbackOptions);

interface StoredOptions {
  /** Fails a send that was stored with another status (flush or replica time-out); default: stored is sent, as in Java. */
  readonly requireStatus?: 'SEND_OK' | undefined;
}

interface OutcomeOptions<R, A extends unknown[]> {
  /** Takes what became of a send that did not fail. What it throws becomes an event and a log line. */
  readonly onSuccess?: ((outcome: SendOutcome, result: NonNullable<R>, ...args: A) => void) | undefined;
  /** Takes the error of a failed send. Without it: the producer's `onException`, else an event and a log line. */
  readonly onException?: ((error: Error, result: R, ...args: A) => void) | undefined;
  readonly callback?: undefined;
}

interface CallbackOptions {
  /**
   * Takes both, instead of `onSuccess` and `onException`: an object, or a class from DI. A class that is nobody's provider
   * is made by the module.
   */
  readonly callback?: Type<SendOutcomeCallback> | SendOutcomeCallback | undefined;
  readonly onSuccess?: undefined;
  readonly onException?: undefined;
}

/**
 * Options of `@SendOneway`.
 *
 * @publicApi
 */
export type SendOnewayOptions<R = unknown, A extends unknown[] = unknown[], T = unknown> = PublishOptions<R, A, T>;
