/**
 * The decorator of the ASYNC mode.
 */
import { publishMethod } from './publish-method.decorator.js';
import type { SendAsyncOptions } from '../message/publish-options.interface.js';
import type { AnyMethod, PublishDecorator, ResultOf } from './publishable-method.interface.js';
import type { TopicDefinition, TopicReference } from '../message/topic-definition.js';

/**
 * Publishes what the method returns or resolves to, without waiting: the caller gets the method's own result at once, and
 * the send goes on under the ASYNC retry policy. A failed send goes to `onException`, else to the producer's
 * `onException`, else it becomes an event and a log line; it never fails the call. Shutdown waits for such sends.
 *
 * Of an Observable or AsyncIterable each element is published, and handed on at once. A method that throws or rejects sends nothing, and so does one whose result is `undefined` or `null` (see `onEmpty`).
 *
 * @param topic - a name, or a topic of `defineTopic()`, whose payload type and schema then hold
 * @example
 * ```ts
 * @SendAsync('order-viewed', { onException: (error) => metrics.lost(error) })
 * view(id: string): OrderView { ... }
 * ```
 * @publicApi
 */
export function SendAsync<F extends AnyMethod, T>(
  topic: TopicDefinition<T>,
  options: SendAsyncOptions<ResultOf<F>, Parameters<F>, NoInfer<T>> & { readonly body: unknown },
): PublishDecorator<F>;
export function SendAsync<F extends AnyMethod, T = unknown>(
  topic: string | TopicDefinition<T>,
  options?: SendAsyncOptions<ResultOf<F>, Parameters<F>, NoInfer<T>>,
): PublishDecorator<F, T>;
export function SendAsync<F extends AnyMethod>(
  topic: TopicReference,
  options?: SendAsyncOptions<never, never>,
): PublishDecorator<F> {
  return publishMethod('ASYNC', topic, options);
}
