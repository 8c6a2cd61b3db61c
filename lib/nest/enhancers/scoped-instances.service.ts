/**
 * Guards and interceptors by class, of any scope: the one instance that all sends share, or a way to one for each send.
 */
import { Inject, Injectable, type Type } from '@nestjs/common';
import { type ContextId, ContextIdFactory, type ModuleRef } from '@nestjs/core';
import { scopeOf } from '../hosts/provider-scope.js';
import type { SendExecutionContext } from './send-execution-context.js';
import { SingletonResolver } from '../hosts/singleton-resolver.service.js';

/** Makes the instance of a class within one context of Nest's DI. */
export type MakeInstance<T> = (contextId: ContextId) => Promise<T>;

/** What a class comes to. */
export type InstanceSource<T extends object> =
  { readonly isShared: true; readonly instance: T } | { readonly isShared: false; readonly make: MakeInstance<T> };

/** The instances of one send: each class once, in one context of Nest's DI, whose `REQUEST` is the send's context. */
export class InstancesOfSend {
  private readonly contextId: ContextId;
  private readonly made = new Map<MakeInstance<object>, Promise<object>>();

  constructor(context: SendExecutionContext, moduleRef: ModuleRef) {
    this.contextId = ContextIdFactory.getByRequest(context);
    moduleRef.registerRequestByContextId(context, this.contextId);
  }

  async of<T extends object>(source: InstanceSource<T>): Promise<T> {
    if (source.isShared) return source.instance;
    const made = this.made.get(source.make) ?? source.make(this.contextId);
    this.made.set(source.make, made);
    return made as Promise<T>;
  }
}

@Injectable()
export class ScopedInstances {
  /** One way for each class in each module that names it, so that a send finds what it has made. */
  private readonly ways = new Map<ModuleRef, Map<Type, MakeInstance<object>>>();

  constructor(@Inject(SingletonResolver) private readonly singletons: SingletonResolver) {}

  /** The module's own provider; else that of any module; else made here, as Nest does with enhancers of controllers. */
  async sourceOf<T extends object>(moduleRef: ModuleRef, type: Type<T>): Promise<InstanceSource<T>> {
    const { isProvided, isShared } = scopeOf(moduleRef, type);
    if (isShared) return { isShared, instance: await this.singletons.shared(moduleRef, type, isProvided) };
    const ways = this.ways.get(moduleRef) ?? new Map<Type, MakeInstance<object>>();
    this.ways.set(moduleRef, ways);
    const make = ways.get(type) ?? (isProvided ? resolving(moduleRef, type) : creating(moduleRef, type));
    ways.set(type, make);
    return { isShared, make: make as MakeInstance<T> };
  }
}

function resolving<T extends object>(moduleRef: ModuleRef, type: Type<T>): MakeInstance<T> {
  const strict = hasOwn(moduleRef, type);
  return (contextId) => moduleRef.resolve(type, contextId, { strict });
}

function creating<T extends object>(moduleRef: ModuleRef, type: Type<T>): MakeInstance<T> {
  return (contextId) => moduleRef.create(type, contextId);
}

/** Whether it is the module's own provider: Nest then refuses to get it for another reason than that it knows none. */
function hasOwn(moduleRef: ModuleRef, type: Type): boolean {
  return refusalOf(moduleRef, type) !== refusalOf(moduleRef, Symbol('nothing'));
}

/** Nest exports the classes of these errors nowhere. */
function refusalOf(moduleRef: ModuleRef, token: Type | symbol): unknown {
  try {
    moduleRef.get(token, { strict: true });
    return undefined;
  } catch (error) {
    return (error as Error).constructor;
  }
}
