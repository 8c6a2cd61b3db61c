/**
 * The decorator of the SYNC mode.
 */
import { publishMethod } from './publish-method.decorator.js';
import type { SendSyncOptions } from '../message/publish-options.interface.js';
import type { PublishDecorator, ResultOf, WaitingMethod } from './publishable-method.interface.js';
import type { TopicDefinition, TopicReference } from '../message/topic-definition.js';

/**
 * Publishes what the method resolves to, and waits: the caller gets the method's own result after a broker has stored the
 * message. A failed send rejects the call with the send's error; what the method did stays done.
 *
 * Only for methods that return a Promise, an Observable or an AsyncIterable. Of a stream each element is published, in order,
 * and handed on when it is stored; a failed send ends the stream. A method that throws or rejects sends nothing, and so does one that resolves to
 * `undefined` or `null` (see `onEmpty`). Several publish decorators on one method send one message each; if several
 * `@SendSync` fail, the call rejects with an `AggregateError`.
 *
 * @param topic - a name, or a topic of `defineTopic()`, whose payload type and schema then hold
 * @example
 * ```ts
 * @SendSync('order-created', { tags: 'web', keys: (order) => order.id })
 * async create(input: NewOrder): Promise<Order> { ... }
 * ```
 * @publicApi
 */
export function SendSync<F extends WaitingMethod, T>(
  topic: TopicDefinition<T>,
  options: SendSyncOptions<ResultOf<F>, Parameters<F>, NoInfer<T>> & { readonly body: unknown },
): PublishDecorator<F>;
export function SendSync<F extends WaitingMethod, T = unknown>(
  topic: string | TopicDefinition<T>,
  options?: SendSyncOptions<ResultOf<F>, Parameters<F>, NoInfer<T>>,
): PublishDecorator<F, T>;
export function SendSync<F extends WaitingMethod>(
  topic: TopicReference,
  options?: SendSyncOptions<never, never>,
): PublishDecorator<F> {
  return publishMethod('SYNC', topic, options);
}
