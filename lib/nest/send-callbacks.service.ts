/**
 * Callbacks of `@SendAsync` that are classes, as instances from DI.
 * Resolved on first use and never in a constructor, because they may inject services that publish themselves.
 */
import { Inject, Injectable, Scope, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { InvalidOptionsError, isSendCallback } from '../client/index.js';
import type { SendOutcomeCallback } from './send-outcome.interface.js';

const SUBJECT = '@SendAsync';

@Injectable()
export class SendCallbacks {
  private readonly resolved = new Map<Type<SendOutcomeCallback>, Promise<SendOutcomeCallback>>();

  constructor(@Inject(ModuleRef) private readonly moduleRef: ModuleRef) {}

  /** @throws {InvalidOptionsError} INVALID_OPTIONS - request-scoped, transient, or no callback; what its constructor throws */
  instanceOf(type: Type<SendOutcomeCallback>): Promise<SendOutcomeCallback> {
    let instance = this.resolved.get(type);
    if (instance === undefined) {
      instance = this.resolve(type);
      this.resolved.set(type, instance);
    }
    return instance;
  }

  /** A class that is nobody's provider is made here, as Nest does with enhancers of controllers. */
  private async resolve(type: Type<SendOutcomeCallback>): Promise<SendOutcomeCallback> {
    const scope = this.scopeOf(type);
    if (scope !== undefined && scope !== Scope.DEFAULT) {
      throw new InvalidOptionsError(SUBJECT, [
        `the callback ${type.name} is request-scoped or transient: it must be a singleton`,
      ]);
    }
    const instance: unknown =
      scope === undefined ? await this.moduleRef.create(type) : this.moduleRef.get(type, { strict: false });
    if (isSendCallback(instance)) return instance;
    throw new InvalidOptionsError(SUBJECT, [
      `the callback ${type.name} must have the methods onSuccess and onException`,
    ]);
  }

  private scopeOf(type: Type): Scope | undefined {
    try {
      return this.moduleRef.introspect(type).scope;
    } catch {
      return undefined;
    }
  }
}
