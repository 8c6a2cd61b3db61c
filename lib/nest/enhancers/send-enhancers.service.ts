/**
 * Which guards and interceptors a send passes: those of `forRoot()`, then those of `forFeature()` in its host's module,
 * then those of its host's class, then those of its method.
 */
import { type CanActivate, Inject, Injectable, type NestInterceptor, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { type ChainMembers, EnhancerChain } from './enhancer-chain.js';
import { hostModuleOf } from '../hosts/host-module.js';
import type { ModuleSettings } from '../connection/module-settings.js';
import type { MethodPlace } from '../hosts/publish-binding.js';
import { RocketMQFeatures } from './rocketmq-features.service.js';
import { MODULE_SETTINGS } from '../connection/rocketmq.constants.js';
import { type InstanceSource, InstancesOfSend, ScopedInstances } from './scoped-instances.service.js';
import { referencesOf, type SendEnhancerReferences } from './send-enhancer-metadata.js';
import type { SendHost } from './send-execution-context.js';

/** A method on one class, provided in one module: the same method may be inherited, the same class provided in several. */
interface KnownChain {
  readonly type: Type;
  readonly hostModule: ModuleRef | undefined;
  readonly chain: EnhancerChain;
}

@Injectable()
export class SendEnhancers {
  private readonly moduleChain: EnhancerChain;
  /** Lists, because most have one member. */
  private readonly known = new Map<MethodPlace, readonly KnownChain[]>();

  constructor(
    @Inject(MODULE_SETTINGS) private readonly settings: ModuleSettings,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
    @Inject(ScopedInstances) private readonly instances: ScopedInstances,
    @Inject(RocketMQFeatures) private readonly features: RocketMQFeatures,
  ) {
    this.moduleChain = this.chainFrom(hasNone(settings), () => this.membersOf(settings, moduleRef));
  }

  /** At boot, so that what all sends share is there, or fails, before the first one. */
  async resolveModule(): Promise<void> {
    await this.moduleChain.compile();
  }

  chainOf({ decorated, type }: SendHost): EnhancerChain {
    if (decorated === undefined) return this.moduleChain;
    const { place } = decorated.site;
    const hostModule = hostModuleOf(decorated.instance);
    const ofPlace = this.known.get(place) ?? [];
    const known = ofPlace.find((one) => one.type === type && one.hostModule === hostModule);
    if (known !== undefined) return known.chain;
    const chain = this.chainIn(hostModule, referencesOf(type, place));
    this.known.set(place, [...ofPlace, { type, hostModule, chain }]);
    return chain;
  }

  private chainIn(hostModule: ModuleRef | undefined, ofMethod: SendEnhancerReferences): EnhancerChain {
    const ofFeatures = hostModule === undefined ? [] : this.features.ofModule(hostModule, this.settings.connection);
    const inner = [...ofFeatures, ofMethod].filter((references) => !hasNone(references));
    if (inner.length === 0) return this.moduleChain;
    return this.chainFrom(false, () => this.withOuter(inner, hostModule ?? this.moduleRef));
  }

  private chainFrom(isEmpty: boolean, membersOf: () => Promise<ChainMembers>): EnhancerChain {
    return new EnhancerChain(isEmpty, membersOf, (context) => new InstancesOfSend(context, this.moduleRef));
  }

  private async withOuter(inner: readonly SendEnhancerReferences[], hostModule: ModuleRef): Promise<ChainMembers> {
    const outer = await this.moduleChain.compile();
    const levels = [outer, ...(await Promise.all(inner.map((references) => this.membersOf(references, hostModule))))];
    return {
      guards: levels.flatMap(({ guards }) => guards),
      interceptors: levels.flatMap(({ interceptors }) => interceptors),
    };
  }

  private async membersOf(
    { guards, interceptors }: SendEnhancerReferences,
    moduleRef: ModuleRef,
  ): Promise<ChainMembers> {
    const sourceOf = async <T extends object>(reference: Type<T> | T): Promise<InstanceSource<T>> =>
      typeof reference === 'function'
        ? this.instances.sourceOf<T>(moduleRef, reference)
        : { isShared: true, instance: reference };
    return {
      guards: await Promise.all(guards.map((one) => sourceOf<CanActivate>(one))),
      interceptors: await Promise.all(interceptors.map((one) => sourceOf<NestInterceptor>(one))),
    };
  }
}

function hasNone({ guards, interceptors }: SendEnhancerReferences): boolean {
  return guards.length === 0 && interceptors.length === 0;
}
