/**
 * Topics that know the type of their payload.
 */
import { InvalidOptionsError } from '../../client/index.js';
import type { PayloadSerializer } from './payload-serializer.interface.js';
import type { FactOf } from './publish-options.interface.js';
import type { StandardSchema } from './standard-schema.interface.js';

/** `Symbol.for`, so that topics of a second copy of the package are known, too. */
const TOPIC = Symbol.for('nestjs-rocketmq:topic');

/**
 * What is true of every message of a topic, unless the message, its decorator or its call says otherwise.
 *
 * @publicApi
 */
export interface TopicOptions<T> {
  /** One tag, by which consumers filter. */
  readonly tags?: FactOf<string, T, []> | undefined;
  /** Index keys, by which messages can be queried; no blanks within a key. */
  readonly keys?: FactOf<string | readonly string[], T, []> | undefined;
  /** Same key, same queue; gives up failover to other brokers. */
  readonly shardingKey?: FactOf<string, T, []> | undefined;
  /** Every payload must meet it before anything is sent; what it makes of the payload is what is sent. */
  readonly schema?: StandardSchema<T> | undefined;
  /** Instead of the module's. */
  readonly serializer?: PayloadSerializer | undefined;
}

/**
 * A topic whose payloads are of type `T`; made by {@link defineTopic}.
 *
 * @publicApi
 */
export interface TopicDefinition<T> extends TopicOptions<T> {
  readonly [TOPIC]: true;
  readonly name: string;
}

/** A topic definition whose type of payload is forgotten. */
export interface UntypedTopic {
  readonly [TOPIC]: true;
  readonly name: string;
  readonly schema?: StandardSchema | undefined;
  readonly serializer?: PayloadSerializer | undefined;
}

/** Wherever a topic is named. */
export type TopicReference = string | UntypedTopic;

/**
 * A topic with the type of its payload, for decorators and `ProducerService`: another payload does not compile, and one that
 * does not meet the schema fails with PAYLOAD_INVALID before anything is sent.
 *
 * @param options.schema - any Standard Schema validator (Zod, Valibot, ArkType, ...), whose input is the payload
 * @throws {InvalidOptionsError} INVALID_OPTIONS - no name, or a schema or serializer that is none
 * @example
 * ```ts
 * export const orderCreated = defineTopic('order-created', { schema: OrderSchema, keys: (order) => order.id });
 * export const orderViewed = defineTopic<OrderView>('order-viewed');
 * ```
 * @publicApi
 */
export function defineTopic<T>(name: string, options: TopicOptions<T> = {}): TopicDefinition<T> {
  const problems: string[] = [];
  if (typeof name !== 'string' || name === '') problems.push('the name must be a text');
  const { schema, serializer } = options as {
    schema?: Partial<StandardSchema>;
    serializer?: Partial<PayloadSerializer>;
  };
  if (schema !== undefined && typeof schema['~standard']?.validate !== 'function') {
    problems.push("schema is no Standard Schema: it has no '~standard'.validate");
  }
  if (serializer !== undefined && typeof serializer.serialize !== 'function') {
    problems.push('serializer has no method serialize(payload, topic)');
  }
  if (problems.length > 0) throw new InvalidOptionsError('defineTopic', problems);
  return Object.freeze({ ...options, [TOPIC]: true as const, name });
}

export function topicName(topic: TopicReference): string {
  return typeof topic === 'string' ? topic : topic.name;
}

/** For what the compiler cannot see: JavaScript and casts. */
export function isTopicReference(value: unknown): value is TopicReference {
  return typeof value === 'object' && value !== null ? TOPIC in value : typeof value === 'string' && value !== '';
}
