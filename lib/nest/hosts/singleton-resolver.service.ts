/**
 * Singletons that users name by class, from DI: hooks and callbacks, and guards and interceptors that all sends share.
 * Resolved on first use and never in a constructor, because they may inject services that publish themselves.
 */
import { Injectable, type Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { InvalidOptionsError } from '../../client/index.js';
import { scopeOf } from './provider-scope.js';

/** Who names a class: for the error. */
export interface NamingPlace {
  /** What the error is about, e.g. a decorator. */
  readonly subject: string;
  /** What the class is there, e.g. the name of an option. */
  readonly role: string;
}

@Injectable()
export class SingletonResolver {
  /** Instances that nobody provides: one for each module that names the class. */
  private readonly made = new Map<ModuleRef, Map<Type, Promise<unknown>>>();

  /**
   * The module's own provider; else that of any module; else one made here, as Nest does with enhancers of controllers.
   *
   * @throws {InvalidOptionsError} INVALID_OPTIONS - it is request-scoped or transient, or injects what is request-scoped
   */
  async instanceOf<T>(moduleRef: ModuleRef, type: Type<T>, { subject, role }: NamingPlace): Promise<T> {
    const { isProvided, isShared } = scopeOf(moduleRef, type);
    if (!isShared) {
      throw new InvalidOptionsError(subject, [
        `${role} ${type.name}, which is request-scoped or transient, or injects what is request-scoped: it must be a singleton`,
      ]);
    }
    return this.shared(moduleRef, type, isProvided);
  }

  /** @param isProvided - whether any module provides it */
  async shared<T>(moduleRef: ModuleRef, type: Type<T>, isProvided: boolean): Promise<T> {
    if (!isProvided) return this.make(moduleRef, type);
    try {
      return moduleRef.get(type, { strict: true });
    } catch {
      return moduleRef.get(type, { strict: false });
    }
  }

  private make<T>(moduleRef: ModuleRef, type: Type<T>): Promise<T> {
    const instances = this.made.get(moduleRef) ?? new Map<Type, Promise<unknown>>();
    this.made.set(moduleRef, instances);
    let instance = instances.get(type) as Promise<T> | undefined;
    if (instance === undefined) {
      instance = moduleRef.create(type);
      instances.set(type, instance);
    }
    return instance;
  }
}
