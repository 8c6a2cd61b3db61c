/**
 * What a decorated method is bound to, and the slot in which its instance keeps the publisher.
 *
 * Nest fills the slot by property injection, which reaches controllers, every scope and every app on its own: a wrapper
 * put in place at boot would come too late for controllers, whose routes keep the function they were compiled with.
 */
import type { Type } from '@nestjs/common';
import { DEFAULT_CONNECTION, publisherToken } from '../connection/connection-naming.js';
import { hasHidden, hiddenValue, injectHidden, setHidden } from './hidden-injection.js';
import { injectHostModule } from './host-module.js';
import type { FactSource } from '../message/message-facts.js';
import type { PublishMode } from '../message/publish-mode.js';
import type { SendAsyncOptions } from '../message/publish-options.interface.js';
import type { TopicReference } from '../message/topic-definition.js';

/** One publish decorator of one method. */
export interface PublishBinding {
  readonly mode: PublishMode;
  readonly topic: TopicReference;
  /** Those of `@SendAsync` are all there are. */
  readonly options: SendAsyncOptions<never, never>;
  /** The options as facts, where every message gets the same. */
  readonly constantSources: readonly FactSource[] | undefined;
}

export function connectionOf({ options }: PublishBinding): string {
  return options.connection ?? DEFAULT_CONNECTION;
}

/** Where a decorated method was written: one object for each wrapper. */
export interface MethodPlace {
  readonly prototype: object;
  readonly key: string | symbol;
}

/** What all calls of a decorated method have in common. */
export interface CallSite {
  readonly place: MethodPlace;
  /** What is called: the wrapper. */
  readonly handler: (...args: unknown[]) => unknown;
  /** Class and method, like `OrdersService.create`. */
  readonly method: string;
  readonly bindings: readonly PublishBinding[];
}

/** One call of a decorated method: the host of the sends that come of it. */
export class PublishCall {
  constructor(
    readonly site: CallSite,
    readonly instance: object,
    readonly args: readonly unknown[],
  ) {}

  get type(): Type {
    return this.instance.constructor as Type;
  }

  get handler(): CallSite['handler'] {
    return this.site.handler;
  }

  get decorated(): PublishCall {
    return this;
  }
}

/** What the slot holds. */
export interface CallPublisher {
  /** Publishes what a method returned, and gives back what its caller gets. */
  publish(call: PublishCall, result: unknown): unknown;
}

/** Where instances keep the publisher of one connection. */
export type PublisherSlot = symbol;

/** Nest prints the text when it cannot fill the slot. */
export function publisherSlot(connection: string): PublisherSlot {
  const call = connection === DEFAULT_CONNECTION ? 'forRoot()' : `forRoot({ name: '${connection}' })`;
  return Symbol.for(
    `publisher of the publish decorators: import RocketMQModule.${call} in the root module, or in this one if isGlobal is false`,
  );
}

/** Makes Nest inject publisher and module into every instance of a class, once for all its decorated methods. */
export function declareSlot(prototype: object, connection: string): PublisherSlot {
  const slot = publisherSlot(connection);
  injectHidden(prototype, slot, publisherToken(connection));
  injectHostModule(prototype);
  return slot;
}

export function publisherOf(instance: unknown, slot: PublisherSlot): CallPublisher | undefined {
  return hiddenValue(instance, slot) as CallPublisher | undefined;
}

/** Whether instances of a class, or an instance, have the slot. */
export function hasSlot(value: unknown, slot: PublisherSlot): value is object {
  return hasHidden(value, slot);
}

/** @param publisher - `undefined` empties the slot */
export function bindPublisher(instance: object, slot: PublisherSlot, publisher: CallPublisher | undefined): void {
  setHidden(instance, slot, publisher);
}
