/**
 * Types of the publish decorators: which methods they fit, and options that know the method's result and arguments.
 */
import type { MessageFacts } from './send-outcome.interface.js';

/** Any method; `never[]` lets every parameter list fit. */
export type AnyMethod = (...args: never[]) => unknown;

/** What a method comes to once its promise is awaited. */
export type ResultOf<F extends AnyMethod> = Awaited<ReturnType<F>>;

/**
 * A fact of the message: the value, or a function of the published result and the method's arguments. A function that
 * throws fails the send.
 *
 * @publicApi
 */
export type FactOf<T, R, A extends unknown[]> = T | ((result: NonNullable<R>, ...args: A) => T | undefined);

/**
 * Options that all publish decorators have. `R` is the method's result, `A` its arguments.
 *
 * @publicApi
 */
export interface PublishOptions<R = unknown, A extends unknown[] = unknown[]> {
  /** One tag, by which consumers filter. */
  readonly tags?: FactOf<NonNullable<MessageFacts['tags']>, R, A> | undefined;
  /** Index keys, by which messages can be queried; no blanks within a key. */
  readonly keys?: FactOf<NonNullable<MessageFacts['keys']>, R, A> | undefined;
  /** User properties; neither names nor values may be blank. */
  readonly properties?: FactOf<NonNullable<MessageFacts['properties']>, R, A> | undefined;
  /** User flag, signed 32 bit; default 0. */
  readonly flag?: number | undefined;
  /** Whole budget of the send, all attempts included, in milliseconds; default the producer's `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
  /** What a result of `undefined` or `null` means: `skip` (default) sends nothing, `error` fails the send. */
  readonly onEmpty?: 'skip' | 'error' | undefined;
}

/**
 * Options of `@SendSync`.
 *
 * @publicApi
 */
export interface SendSyncOptions<R = unknown, A extends unknown[] = unknown[]> extends PublishOptions<R, A> {
  /** Fails a send that was stored with another status (flush or replica time-out); default: stored is sent, as in Java. */
  readonly requireStatus?: 'SEND_OK' | undefined;
}

/**
 * Options of `@SendAsync`.
 *
 * @publicApi
 */
export interface SendAsyncOptions<R = unknown, A extends unknown[] = unknown[]> extends SendSyncOptions<R, A> {
  /** Takes the error of a failed send. Without it: the producer's `onException`, else an event and a log line. */
  readonly onException?: ((error: Error) => void) | undefined;
}

/**
 * Options of `@SendOneway`.
 *
 * @publicApi
 */
export type SendOnewayOptions<R = unknown, A extends unknown[] = unknown[]> = PublishOptions<R, A>;

/** What is no single message: Observables and AsyncIterables. */
type Stream =
  { subscribe(...args: never[]): unknown; pipe(...args: never[]): unknown } | { [Symbol.asyncIterator](): unknown };

/** Why a result cannot be published, `never` if it can. The text appears in the compiler's message. */
type ProblemOf<R> = 0 extends 1 & R
  ? never
  : unknown extends R
    ? never
    : void extends R
      ? 'the method returns nothing: return what is to be published'
      : [R] extends [null | undefined]
        ? 'the method returns nothing: return what is to be published'
        : [Extract<R, bigint | symbol | AnyMethod | Stream>] extends [never]
          ? never
          : 'BigInt, symbols, functions, Observables and AsyncIterables cannot be published: return data';

type Publishable<F extends AnyMethod> = [ProblemOf<ResultOf<F>>] extends [never]
  ? unknown
  : { readonly cannotPublish: ProblemOf<ResultOf<F>> };

/**
 * A decorator of methods of type `F`; does not compile on a method whose result cannot be published.
 *
 * @publicApi
 */
export type PublishDecorator<F extends AnyMethod> = (
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<F> & Publishable<F>,
) => void;
