/**
 * Which guards and interceptors a send passes: the module's, then those of its host's class, then those of its method.
 */
import { type CanActivate, Inject, Injectable, type NestInterceptor, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { ModuleSettings } from './module-settings.js';
import type { MethodPlace } from './publish-binding.js';
import { MODULE_SETTINGS } from './rocketmq.constants.js';
import { phaseOf } from './send-enhancer.decorator.js';
import { hostModuleOf, referencesOf, type SendEnhancerReferences } from './send-enhancer-metadata.js';
import type { SendHost } from './send-execution-context.js';
import { type NamingPlace, SingletonResolver } from './singleton-resolver.service.js';

/** Instances, in the order in which they run. */
export interface ResolvedEnhancers {
  readonly guards: readonly CanActivate[];
  readonly interceptors: readonly NestInterceptor[];
  readonly attemptGuards: readonly CanActivate[];
  readonly attemptInterceptors: readonly NestInterceptor[];
}

/** The enhancers of one method on one class in one module, or those of imperative sends. */
export interface EnhancerChain {
  /** Whether its sends go straight to the producer. */
  readonly isEmpty: boolean;
  /** Undefined until the first send is through with {@link resolve}. */
  readonly resolved: ResolvedEnhancers | undefined;
  /** @throws {InvalidOptionsError} INVALID_OPTIONS - one of them is request-scoped or transient */
  resolve(): Promise<ResolvedEnhancers>;
}

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
    @Inject(MODULE_SETTINGS) private readonly settings: ModuleSettings,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
    @Inject(SingletonResolver) private readonly singletons: SingletonResolver,
  ) {
    this.moduleChain = new ResolvedOnce(hasNone(settings), () => this.ofModule());
  }

  /** @throws {InvalidOptionsError} INVALID_OPTIONS - a guard or interceptor of the module is request-scoped or transient */
  async resolveModule(): Promise<void> {
    await this.moduleChain.resolve();
  }

  chainOf({ decorated, type }: SendHost): EnhancerChain {
    if (decorated === undefined) return this.moduleChain;
    const { references, chains } = this.methodOn(type, decorated.place);
    if (hasNone(references)) return this.moduleChain;
    const hostModule = hostModuleOf(decorated.instance);
    let chain = chains.get(hostModule);
    if (chain === undefined) {
      chain = new ResolvedOnce(false, () => this.ofMethod(references, hostModule ?? this.moduleRef, decorated.method));
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

  private ofModule(): Promise<ResolvedEnhancers> {
    const subject = 'RocketMQModule options';
    return this.resolveAll(this.settings, this.moduleRef, {
      guards: { subject, role: 'guards has' },
      interceptors: { subject, role: 'interceptors has' },
    });
  }

  private async ofMethod(
    references: SendEnhancerReferences,
    hostModule: ModuleRef,
    method: string,
  ): Promise<ResolvedEnhancers> {
    const outer = this.moduleChain.resolved ?? (await this.moduleChain.resolve());
    const inner = await this.resolveAll(references, hostModule, {
      guards: { subject: `@UseSendGuards of ${method}`, role: 'it names' },
      interceptors: { subject: `@UseSendInterceptors of ${method}`, role: 'it names' },
    });
    return {
      guards: [...outer.guards, ...inner.guards],
      interceptors: [...outer.interceptors, ...inner.interceptors],
      attemptGuards: [...outer.attemptGuards, ...inner.attemptGuards],
      attemptInterceptors: [...outer.attemptInterceptors, ...inner.attemptInterceptors],
    };
  }

  private async resolveAll(
    references: SendEnhancerReferences,
    moduleRef: ModuleRef,
    places: Readonly<Record<keyof SendEnhancerReferences, NamingPlace>>,
  ): Promise<ResolvedEnhancers> {
    const instance = async <T extends object>(reference: Type<T> | T, place: NamingPlace): Promise<T> =>
      typeof reference === 'function' ? this.singletons.instanceOf<T>(moduleRef, reference, place) : reference;
    const guards = await Promise.all(references.guards.map((one) => instance<CanActivate>(one, places.guards)));
    const interceptors = await Promise.all(
      references.interceptors.map((one) => instance<NestInterceptor>(one, places.interceptors)),
    );
    return {
      guards: guards.filter((guard) => !isForAttempts(guard)),
      interceptors: interceptors.filter((interceptor) => !isForAttempts(interceptor)),
      attemptGuards: guards.filter(isForAttempts),
      attemptInterceptors: interceptors.filter(isForAttempts),
    };
  }
}

class ResolvedOnce implements EnhancerChain {
  resolved: ResolvedEnhancers | undefined;
  private resolving: Promise<ResolvedEnhancers> | undefined;

  constructor(
    readonly isEmpty: boolean,
    private readonly work: () => Promise<ResolvedEnhancers>,
  ) {}

  resolve(): Promise<ResolvedEnhancers> {
    this.resolving ??= this.work().then((enhancers) => (this.resolved = enhancers));
    return this.resolving;
  }
}

function isForAttempts(enhancer: object): boolean {
  return phaseOf(enhancer) === 'attempt';
}

function hasNone({ guards, interceptors }: SendEnhancerReferences): boolean {
  return guards.length === 0 && interceptors.length === 0;
}
