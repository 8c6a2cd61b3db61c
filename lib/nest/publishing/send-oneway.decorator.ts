/**
 * The decorator of the ONEWAY mode.
 */
import { publishMethod } from './publish-method.decorator.js';
import type { SendOnewayOptions } from '../message/publish-options.interface.js';
import type { AnyMethod, PublishDecorator, ResultOf } from './publishable-method.interface.js';
import type { TopicDefinition, TopicReference } from '../message/topic-definition.js';

/**
 * Publishes what the method returns or resolves to, and forgets it: no broker answers, so a message may be lost without
 * anybody knowing. The caller gets the method's own result at once. Failures on this side are counted
 * (`ProducerService.status().onewayFailures`) and logged once per burst; they never fail the call.
 *
 * A method that throws or rejects sends nothing, and so does one whose result is `undefined` or `null` (see `onEmpty`).
 *
 * @param topic - a name, or a topic of `defineTopic()`, whose payload type and schema then hold
 * @publicApi
 */
export function SendOneway<F extends AnyMethod, T>(
  topic: TopicDefinition<T>,
  options: SendOnewayOptions<ResultOf<F>, Parameters<F>, NoInfer<T>> & { readonly body: unknown },
): PublishDecorator<F>;
export function SendOneway<F extends AnyMethod, T = unknown>(
  topic: string | TopicDefinition<T>,
  options?: SendOnewayOptions<ResultOf<F>, Parameters<F>, NoInfer<T>>,
): PublishDecorator<F, T>;
export function SendOneway<F extends AnyMethod>(
  topic: TopicReference,
  options?: SendOnewayOptions<never, never>,
): PublishDecorator<F> {
  return publishMethod('ONEWAY', topic, options);
}
