/**
 * Which methods the publish decorators fit, and what they publish.
 */
import type { Observable } from 'rxjs';
import type { OutboundMessage } from '../message/outbound-message.js';

/** Any method; `never[]` lets every parameter list fit. */
export type AnyMethod = (...args: never[]) => unknown;

/** A method whose caller can be made to wait. */
export type WaitingMethod = (
  ...args: never[]
) => Promise<unknown> | Observable<unknown> | AsyncIterable<unknown, unknown, unknown>;

/** A method whose elements can be published, and whose caller can be made to wait. */
export type ListMethod = (...args: never[]) => Promise<readonly unknown[] | null | undefined>;

/** What a method comes to once its promise is awaited. */
type Returned<F extends AnyMethod> = Awaited<ReturnType<F>>;

type IsAny<T> = 0 extends 1 & T ? true : false;

/** What is published: the elements of streams, everything else as it is. */
type Published<R> =
  IsAny<R> extends true ? R : R extends Observable<infer E> ? E : R extends AsyncIterable<infer E> ? E : R;

type Unwrapped<R> = IsAny<R> extends true ? R : R extends OutboundMessage<infer P> ? P : R;

/** What a method publishes, the payload of outbound messages. */
export type ResultOf<F extends AnyMethod> = Unwrapped<Published<Returned<F>>>;

/** What a method publishes element by element, the payloads of outbound messages. */
export type ElementOf<F extends ListMethod> = Unwrapped<NonNullable<Returned<F>>[number]>;

/** What is no message: Observables and AsyncIterables. */
type Stream =
  { subscribe(...args: never[]): unknown; pipe(...args: never[]): unknown } | { [Symbol.asyncIterator](): unknown };

/** Why something cannot be published, `never` if it can. The text appears in the compiler's message. */
type ProblemOf<R> =
  IsAny<R> extends true
    ? never
    : unknown extends R
      ? never
      : void extends R
        ? 'the method returns nothing: return what is to be published'
        : [R] extends [null | undefined]
          ? 'the method returns nothing: return what is to be published'
          : [Extract<R, bigint | symbol | AnyMethod | Stream>] extends [never]
            ? never
            : 'BigInt, symbols, functions and streams of streams cannot be published: return data';

/** The caller gets a stream that publishes; it must be able to stand for the method's own. */
type StreamProblemOf<R> =
  IsAny<R> extends true
    ? never
    : R extends Observable<infer E>
      ? Observable<E> extends R
        ? never
        : 'a Subject cannot be handed back: return an Observable'
      : R extends AsyncIterable<infer E>
        ? AsyncGenerator<E, never, unknown> extends R
          ? never
          : 'this stream cannot be handed back: return an AsyncIterable or an async generator'
        : never;

type Publishable<F extends AnyMethod, R> = [ProblemOf<R> | StreamProblemOf<Returned<F>>] extends [never]
  ? unknown
  : { readonly cannotPublish: ProblemOf<R> | StreamProblemOf<Returned<F>> };

/** Whether a typed topic takes what the method publishes. */
type FitsTopic<R, T> = [NonNullable<R>] extends [T]
  ? unknown
  : { readonly cannotPublish: 'the payload is not of the type of the topic' };

/**
 * A decorator of methods of type `F`; does not compile on a method whose result cannot be published, or not to a topic of `T`.
 * `R` is what is published: the result, or the elements of one.
 *
 * @publicApi
 */
export type PublishDecorator<F extends AnyMethod, T = unknown, R = ResultOf<F>> = (
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<F> & Publishable<F, R> & FitsTopic<R, T>,
) => void;
