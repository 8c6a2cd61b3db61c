/**
 * Methods of providers and controllers that take events.
 */
import { InvalidOptionsError } from '../../client/index.js';
import {
  EVENT_TYPES,
  type RocketMQEvent,
  type RocketMQEventOf,
  type RocketMQEventType,
} from './rocketmq-event.interface.js';

const TYPES_KEY = 'nestjs-rocketmq:event-types';

type ListenerDecorator<E> = (
  target: object,
  key: string,
  // Less than a `TypedPropertyDescriptor`, which would insist on the very parameter.
  descriptor: { readonly value?: (event: E) => unknown },
) => void;

/**
 * The method takes the events of one type, of all connections; without a type, all events. It is called with the event
 * as it happens; what it throws or rejects with goes to the log and nowhere else. For singletons.
 *
 * @throws {InvalidOptionsError} INVALID_OPTIONS - when it decorates: there is no such type
 * @example
 * ```ts
 * @OnRocketMQEvent('send-exception')
 * alert({ topic, error }: RocketMQEventOf<'send-exception'>) {}
 * ```
 * @publicApi
 */
export function OnRocketMQEvent(): ListenerDecorator<RocketMQEvent>;
export function OnRocketMQEvent<T extends RocketMQEventType>(type: T): ListenerDecorator<RocketMQEventOf<T>>;
export function OnRocketMQEvent(type?: RocketMQEventType) {
  return (target: object, key: string): void => {
    if (type !== undefined && !EVENT_TYPES.includes(type)) {
      const place = `${target.constructor.name}.${key}`;
      throw new InvalidOptionsError(`@OnRocketMQEvent on ${place}`, [
        `there are no events of type ${type}; it must be one of ${EVENT_TYPES.join(', ')}`,
      ]);
    }
    const others = eventTypesOf(target, key) ?? [];
    const added = type === undefined ? EVENT_TYPES : [type];
    Reflect.defineMetadata(TYPES_KEY, [...new Set([...others, ...added])], target, key);
  };
}

/** What a method listens to, `undefined` if it is no listener. */
export function eventTypesOf(prototype: object, key: string): readonly string[] | undefined {
  return Reflect.getMetadata(TYPES_KEY, prototype, key) as readonly string[] | undefined;
}
