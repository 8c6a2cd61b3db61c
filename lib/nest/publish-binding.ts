/**
 * What a decorated method is bound to, and the slot in which its instance keeps the publisher.
 *
 * Nest fills the slot by property injection, which reaches controllers, every scope and every app on its own: a wrapper
 * put in place at boot would come too late for controllers, whose routes keep the function they were compiled with.
 */
import type { SendMode } from '../client/index.js';
import { hasHidden, hiddenValue, injectHidden, setHidden } from './hidden-injection.js';
import type { SendAsyncOptions } from './publish-options.interface.js';
import { DECORATED_PUBLISHER } from './rocketmq.constants.js';
import type { TopicReference } from './topic-definition.js';

/** One publish decorator of one method. */
export interface PublishBinding {
  readonly mode: SendMode;
  readonly topic: TopicReference;
  /** Those of `@SendAsync` are all there are. */
  readonly options: SendAsyncOptions<never, never>;
}

/** Where a decorated method was written: one object for each wrapper. */
export interface MethodPlace {
  readonly prototype: object;
  readonly key: string | symbol;
}

/** One call of a decorated method. */
export interface PublishCall {
  readonly instance: object;
  readonly place: MethodPlace;
  readonly handler: (...args: unknown[]) => unknown;
  readonly method: string;
  readonly bindings: readonly PublishBinding[];
  readonly args: readonly unknown[];
}

/** What the slot holds. */
export interface CallPublisher {
  /** Publishes what a method returned, and gives back what its caller gets. */
  publish(call: PublishCall, result: unknown): unknown;
}

/** Nest prints this text when it cannot fill the slot. */
const SLOT = Symbol(
  'publisher of @SendSync, @SendAsync and @SendOneway: import RocketMQModule.forRoot() in the root module, or in this one if isGlobal is false',
);

/** Makes Nest inject the publisher into every instance of a class, once for all its decorated methods. */
export function declareSlot(prototype: object): void {
  injectHidden(prototype, SLOT, DECORATED_PUBLISHER);
}

export function publisherOf(instance: unknown): CallPublisher | undefined {
  return hiddenValue(instance, SLOT) as CallPublisher | undefined;
}

/** Whether instances of a class, or an instance, have a slot. */
export function hasSlot(value: unknown): value is object {
  return hasHidden(value, SLOT);
}

/** @param publisher - `undefined` empties the slot */
export function bindPublisher(instance: object, publisher: CallPublisher | undefined): void {
  setHidden(instance, SLOT, publisher);
}
