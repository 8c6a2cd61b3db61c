/**
 * A payload with facts of its message, for methods that know more of the message than their decorator.
 */
import type { DeliveryTime } from '../../client/index.js';
import type { MessageFacts, Payload } from './send-outcome.interface.js';

/** `Symbol.for`, so that messages of a second copy of the package are known, too. */
const OUTBOUND = Symbol.for('nestjs-rocketmq:outbound');

/**
 * Facts that win over those of decorator, call and topic.
 *
 * @publicApi
 */
export type OutboundFacts = MessageFacts & DeliveryTime;

/**
 * A payload with facts of its message; made by {@link outbound}. As JSON it is its payload, so that a controller may return it.
 *
 * @publicApi
 */
export interface OutboundMessage<T = unknown> {
  readonly [OUTBOUND]: true;
  readonly payload: T;
  readonly facts: OutboundFacts;
  toJSON(): T;
}

/**
 * What a decorated method returns, or `ProducerService` is given, where the message's facts come with its payload.
 *
 * @param facts - win over those of the decorator's or the call's options and of the topic; user properties join, name by name
 * @example
 * ```ts
 * @SendSync('order-created')
 * async create(input: NewOrder) {
 *   const order = await this.orders.insert(input);
 *   return outbound(order, { keys: order.id, tags: input.isGift ? 'gift' : 'web' });
 * }
 * ```
 * @publicApi
 */
export function outbound<T extends Payload>(payload: T, facts: OutboundFacts = {}): OutboundMessage<T> {
  return new Outbound(payload, facts);
}

class Outbound<T> implements OutboundMessage<T> {
  readonly [OUTBOUND] = true;

  constructor(
    readonly payload: T,
    readonly facts: OutboundFacts,
  ) {}

  toJSON(): T {
    return this.payload;
  }
}

/** What is published: a payload, and what its method or caller said of the message beside it. */
export interface PublishedValue {
  readonly payload: unknown;
  readonly facts: OutboundFacts | undefined;
}

/** One that is no outbound message is a payload without facts. */
export function unwrapOutbound(value: unknown): PublishedValue {
  return isOutbound(value) ? value : { payload: value, facts: undefined };
}

function isOutbound(value: unknown): value is OutboundMessage {
  return typeof value === 'object' && value !== null && OUTBOUND in value;
}
