/**
 * Callbacks of `@SendAsync` that are classes, as instances from DI.
 * Resolved on first use and never in a constructor, because they may inject services that publish themselves.
 */
import { Inject, Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { InvalidOptionsError, isSendCallback } from '../client/index.js';
import type { SendOutcomeCallback } from './send-outcome.interface.js';
import { singletonFromDi } from './singleton-from-di.js';

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

  private async resolve(type: Type<SendOutcomeCallback>): Promise<SendOutcomeCallback> {
    const description = `the callback ${type.name}`;
    const instance: unknown = await singletonFromDi(this.moduleRef, type, { subject: SUBJECT, description });
    if (isSendCallback(instance)) return instance;
    throw new InvalidOptionsError(SUBJECT, [`${description} must have the methods onSuccess and onException`]);
  }
}
