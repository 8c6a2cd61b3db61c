/**
 * Callbacks of `@SendAsync` that are classes, as instances from DI.
 */
import { Inject, Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { InvalidOptionsError, isSendCallback } from '../../client/index.js';
import type { SendOutcomeCallback } from '../message/send-outcome.interface.js';
import { SingletonResolver } from '../hosts/singleton-resolver.service.js';

const SUBJECT = '@SendAsync';

@Injectable()
export class SendCallbacks {
  private readonly resolved = new Map<Type<SendOutcomeCallback>, Promise<SendOutcomeCallback>>();

  constructor(
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
    @Inject(SingletonResolver) private readonly singletons: SingletonResolver,
  ) {}

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
    const place = { subject: SUBJECT, role: 'the callback is' };
    const instance: unknown = await this.singletons.instanceOf(this.moduleRef, type, place);
    if (isSendCallback(instance)) return instance;
    throw new InvalidOptionsError(SUBJECT, [
      `the callback ${type.name} must have the methods onSuccess and onException`,
    ]);
  }
}
