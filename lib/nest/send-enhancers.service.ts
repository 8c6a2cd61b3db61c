/**
 * The module's guards and interceptors as instances, from DI.
 * Resolved on first use and never in a constructor, because they may inject services that publish themselves.
 */
import { type CanActivate, Inject, Injectable, type NestInterceptor, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { ModuleSettings } from './module-settings.js';
import { MODULE_SETTINGS } from './rocketmq.constants.js';
import { singletonFromDi } from './singleton-from-di.js';

export interface ResolvedEnhancers {
  readonly guards: readonly CanActivate[];
  readonly interceptors: readonly NestInterceptor[];
}

@Injectable()
export class SendEnhancers {
  /** Whether sends go straight to the producer. */
  readonly isEmpty: boolean;
  private resolving: Promise<ResolvedEnhancers> | undefined;

  constructor(
    @Inject(MODULE_SETTINGS) private readonly settings: ModuleSettings,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
  ) {
    this.isEmpty = settings.guards.length === 0 && settings.interceptors.length === 0;
  }

  /** @throws {InvalidOptionsError} INVALID_OPTIONS - one of them is request-scoped or transient */
  resolve(): Promise<ResolvedEnhancers> {
    this.resolving ??= this.resolveAll();
    return this.resolving;
  }

  private async resolveAll(): Promise<ResolvedEnhancers> {
    const { guards, interceptors } = this.settings;
    return {
      guards: await Promise.all(guards.map((guard) => this.instance(guard, 'guards'))),
      interceptors: await Promise.all(interceptors.map((interceptor) => this.instance(interceptor, 'interceptors'))),
    };
  }

  private instance<T>(type: Type<T>, option: string): Promise<T> {
    const description = `${option} has ${type.name}, which`;
    return singletonFromDi(this.moduleRef, type, { subject: 'RocketMQModule options', description });
  }
}
