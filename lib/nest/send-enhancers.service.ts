/**
 * Which guards and interceptors a send passes: the module's, then those of its host's class, then those of its method.
 */
import { type CanActivate, Inject, Injectable, type NestInterceptor, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { type ChainMembers, EnhancerChain } from './enhancer-chain.js';
import type { ModuleSettings } from './module-settings.js';
import type { MethodPlace } from './publish-binding.js';
import { MODULE_SETTINGS } from './rocketmq.constants.js';
import { type InstanceSource, InstancesOfSend, ScopedInstances } from './scoped-instances.service.js';
import { hostModuleOf, referencesOf, type SendEnhancerReferences } from './send-enhancer-metadata.js';
import type { SendHost } from './send-execution-context.js';

/** What is known of a method on one class. */
interface MethodOnClass {
  readonly references: SendEnhancerReferences;
  /** By the host's module; the same class may be provided in several. */
  readonly chains: Map<ModuleRef | undefined, EnhancerChain>;
}

@Injectable()
export class SendEnhancers {
  private readonly moduleChain: EnhancerChain;
  private readonly methods = new Map<MethodPlace, Map<Type, MethodOnClass>>();

  constructor(
    @Inject(MODULE_SETTINGS) settings: ModuleSettings,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
    @Inject(ScopedInstances) private readonly instances: ScopedInstances,
  ) {
    this.moduleChain = this.chainFrom(hasNone(settings), () => this.membersOf(settings, moduleRef));
  }

  /** At boot, so that what all sends share is there, or fails, before the first one. */
  async resolveModule(): Promise<void> {
    await this.moduleChain.compile();
  }

  chainOf({ decorated, type }: SendHost): EnhancerChain {
    if (decorated === undefined) return this.moduleChain;
    const { references, chains } = this.methodOn(type, decorated.place);
    if (hasNone(references)) return this.moduleChain;
    const hostModule = hostModuleOf(decorated.instance);
    let chain = chains.get(hostModule);
    if (chain === undefined) {
      chain = this.chainFrom(false, () => this.ofMethod(references, hostModule ?? this.moduleRef));
      chains.set(hostModule, chain);
    }
    return chain;
  }

  private methodOn(type: Type, place: MethodPlace): MethodOnClass {
    const known = this.methods.get(place)?.get(type);
    if (known !== undefined) return known;
    const classes = this.methods.get(place) ?? new Map<Type, MethodOnClass>();
    const method = { references: referencesOf(type, place), chains: new Map<ModuleRef | undefined, EnhancerChain>() };
    this.methods.set(place, classes.set(type, method));
    return method;
  }

  private chainFrom(isEmpty: boolean, membersOf: () => Promise<ChainMembers>): EnhancerChain {
    return new EnhancerChain(isEmpty, membersOf, (context) => new InstancesOfSend(context, this.moduleRef));
  }

  private async ofMethod(references: SendEnhancerReferences, hostModule: ModuleRef): Promise<ChainMembers> {
    const outer = await this.moduleChain.compile();
    const inner = await this.membersOf(references, hostModule);
    return {
      guards: [...outer.guards, ...inner.guards],
      interceptors: [...outer.interceptors, ...inner.interceptors],
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
