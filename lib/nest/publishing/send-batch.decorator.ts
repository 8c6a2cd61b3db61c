/**
 * The decorator of batches.
 */
import { publishMethod } from './publish-method.decorator.js';
import type { SendBatchOptions } from '../message/publish-options.interface.js';
import type { ElementOf, ListMethod, PublishDecorator } from './publishable-method.interface.js';
import type { TopicDefinition, TopicReference } from '../message/topic-definition.js';

/**
 * Publishes each element of the array that the method resolves to, as one batch in one queue, and waits: the caller gets
 * the method's own result after a broker has stored all of them. A failed send rejects the call with the send's error; where a
 * batch above the brokers' size limit went in parts, BATCH_PARTLY_SENT tells which messages are stored.
 *
 * Only for methods that return a Promise of an array. Functions among the options get one element and the method's
 * arguments. A method that throws or rejects sends nothing, and so does one that resolves to `undefined`, `null` or an empty
 * array; an element of `undefined` or `null` is left out (see `onEmpty`), as is one that `when` refuses. Every payload is
 * checked and serialized before anything is sent, and guards are asked about every message: if one is bad, none is sent.
 * Positions in errors count the messages of the batch, without elements that were left out.
 *
 * @param topic - a name, or a topic of `defineTopic()`, whose payload type and schema then hold for each element
 * @example
 * ```ts
 * @SendBatch('line-picked', { keys: (line) => line.sku, properties: (line, orderId) => ({ orderId }) })
 * async pick(orderId: string): Promise<OrderLine[]> { ... }
 * ```
 * @publicApi
 */
export function SendBatch<F extends ListMethod, T>(
  topic: TopicDefinition<T>,
  options: SendBatchOptions<ElementOf<F>, Parameters<F>, NoInfer<T>> & { readonly body: unknown },
): PublishDecorator<F, unknown, ElementOf<F>>;
export function SendBatch<F extends ListMethod, T = unknown>(
  topic: string | TopicDefinition<T>,
  options?: SendBatchOptions<ElementOf<F>, Parameters<F>, NoInfer<T>>,
): PublishDecorator<F, T, ElementOf<F>>;
export function SendBatch<F extends ListMethod>(
  topic: TopicReference,
  options?: SendBatchOptions<never, never>,
): PublishDecorator<F, unknown, ElementOf<F>> {
  return publishMethod('BATCH', topic, options);
}
