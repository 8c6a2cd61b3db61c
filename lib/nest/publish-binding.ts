/**
 * What a decorated method is bound to, and the slot in which its instance keeps the publisher.
 *
 * Nest fills the slot by property injection, which reaches controllers, every scope and every app on its own: a wrapper
 * put in place at boot would come too late for controllers, whose routes keep the function they were compiled with.
 */
import { Inject } from '@nestjs/common';
import type { SendMode } from '../client/index.js';
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

/** One call of a decorated method. */
export interface PublishCall {
  readonly instance: object;
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
  if (SLOT in prototype) return;
  Inject(DECORATED_PUBLISHER)(prototype, SLOT);
  Object.defineProperty(prototype, SLOT, {
    configurable: true,
    get: () => undefined,
    // Nest assigns plainly; hidden this way, the publisher stays out of Object.keys, JSON and class-transformer. A map
    // keyed by instance would not do: instances may be proxies, and setter and method may see different ones.
    set(this: object, publisher: CallPublisher | undefined) {
      Object.defineProperty(this, SLOT, { value: publisher, writable: true, configurable: true });
    },
  });
}

export function publisherOf(instance: unknown): CallPublisher | undefined {
  return (instance as { [SLOT]?: CallPublisher } | null | undefined)?.[SLOT];
}

/** Whether instances of a class, or an instance, have a slot. */
export function hasSlot(value: unknown): value is object {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && SLOT in value;
}

/** @param publisher - `undefined` empties the slot */
export function bindPublisher(instance: object, publisher: CallPublisher | undefined): void {
  (instance as { [SLOT]?: CallPublisher | undefined })[SLOT] = publisher;
}
