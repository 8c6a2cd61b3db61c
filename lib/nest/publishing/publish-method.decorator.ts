/**
 * The one implementation behind the publish decorators: replaces the method by a wrapper that publishes its result.
 */
import { types } from 'node:util';
import { InvalidOptionsError } from '../../client/index.js';
import {
  type CallSite,
  connectionOf,
  declareSlot,
  type MethodPlace,
  publisherOf,
  type PublishBinding,
  PublishCall,
} from '../hosts/publish-binding.js';
import { RocketMQNotBoundError } from '../errors/publish-errors.js';
import { constantSources } from '../message/message-facts.js';
import { isAwaited, type PublishMode } from '../message/publish-mode.js';
import { optionProblems } from './publish-option-problems.js';
import type { SendAsyncOptions } from '../message/publish-options.interface.js';
import type { AnyMethod, PublishDecorator } from './publishable-method.interface.js';
import { type DecoratedMethod, noteDecoratedMethod } from '../hosts/publish-sites.js';
import { isTopicReference, type TopicReference } from '../message/topic-definition.js';

/** The decorators' names. */
export const DECORATOR_NAMES = {
  SYNC: '@SendSync',
  ASYNC: '@SendAsync',
  ONEWAY: '@SendOneway',
  BATCH: '@SendBatch',
} as const satisfies Record<PublishMode, string>;

type Method = (...args: unknown[]) => unknown;

/**
 * The wrappers made here. Metadata could not tell: other decorators copy it to wrappers of their own. Lives as long as
 * the functions themselves and is filled by decorators only, so apps in one process do not meet in it.
 */
const WRAPPERS = new WeakMap<Method, DecoratedMethod>();

export function publishMethod<F extends AnyMethod>(
  mode: PublishMode,
  topic: TopicReference,
  options: SendAsyncOptions<never, never> | undefined,
): PublishDecorator<F> {
  const given = options ?? {};
  const binding: PublishBinding = { mode, topic, options: given, constantSources: constantSources(given) };
  return (target, key, descriptor) => {
    const original = descriptor.value as Method | undefined;
    check(binding, target, key, original);
    const known = WRAPPERS.get(original);
    const place = { prototype: target, key };
    // Decorators run from the lowest to the highest; sends go in the order they are written. Each connection has a wrapper
    // of its own.
    if (known !== undefined && isAt(known, place, connectionOf(binding))) known.bindings.unshift(binding);
    else descriptor.value = wrap(place, original, binding) as unknown as F;
  };
}

function isAt(wrapper: DecoratedMethod, { prototype, key }: MethodPlace, connection: string): boolean {
  const { place } = wrapper;
  return place.prototype === prototype && place.key === key && wrapper.connection === connection;
}

function wrap(place: MethodPlace, original: Method, first: PublishBinding): Method {
  const { prototype, key } = place;
  const connection = connectionOf(first);
  const slot = declareSlot(prototype, connection);
  const bindings = [first];
  const method = nameOf(prototype, key);
  const wrapper = function (this: object, ...args: unknown[]): unknown {
    const publisher = publisherOf(this, slot);
    if (publisher === undefined) return refuse(new RocketMQNotBoundError(method), original, bindings);
    return publisher.publish(new PublishCall(site, this, args), original.apply(this, args));
  };
  const site: CallSite = { place, handler: wrapper, method, bindings };
  for (const name of ['name', 'length'] as const) {
    Object.defineProperty(wrapper, name, { value: original[name], configurable: true });
  }
  for (const metadataKey of Reflect.getOwnMetadataKeys(original) as unknown[]) {
    Reflect.defineMetadata(metadataKey, Reflect.getOwnMetadata(metadataKey, original), wrapper);
  }
  const decorated: DecoratedMethod = { place, method, connection, bindings };
  WRAPPERS.set(wrapper, decorated);
  noteDecoratedMethod(decorated);
  return wrapper;
}

/** Before the method has done anything: what it does without publishing would be lost work. */
function refuse(error: Error, original: Method, bindings: readonly PublishBinding[]): Promise<never> {
  if (types.isAsyncFunction(original) || bindings.some(({ mode }) => isAwaited(mode))) return Promise.reject(error);
  throw error;
}

/** For what the compiler cannot see: JavaScript, casts, and kinds of members that have no type of their own. */
function check(
  { mode, topic, options }: PublishBinding,
  target: object,
  key: string | symbol,
  original: unknown,
): asserts original is Method {
  const problems: string[] = [];
  if (typeof target === 'function') problems.push('static methods have no instance to bind: use an instance method');
  if (typeof original !== 'function') problems.push('it decorates something other than a method');
  if (!isTopicReference(topic)) problems.push('the topic must be a text, or come from defineTopic()');
  problems.push(...optionProblems(options));
  if (problems.length > 0)
    throw new InvalidOptionsError(`${DECORATOR_NAMES[mode]} on ${nameOf(target, key)}`, problems);
}

function nameOf(target: object, key: string | symbol): string {
  const owner = typeof target === 'function' ? target : target.constructor;
  return `${owner.name}.${String(key)}`;
}
