/**
 * The guards and interceptors of one kind of send: found once, and instances of its own for each send where one of them
 * is not a singleton.
 */
import type { CanActivate, NestInterceptor } from '@nestjs/common';
import type { InstancesOfSend, InstanceSource } from './scoped-instances.service.js';
import { phaseOf } from './send-enhancer.decorator.js';
import type { SendExecutionContext } from './send-execution-context.js';

/** Instances, in the order in which they run. */
export interface ResolvedEnhancers {
  readonly guards: readonly CanActivate[];
  readonly interceptors: readonly NestInterceptor[];
  readonly attemptGuards: readonly CanActivate[];
  readonly attemptInterceptors: readonly NestInterceptor[];
}

/** Where the instances come from, in the order in which they run. */
export interface ChainMembers {
  readonly guards: readonly InstanceSource<CanActivate>[];
  readonly interceptors: readonly InstanceSource<NestInterceptor>[];
}

export class EnhancerChain {
  private compiling: Promise<ChainMembers> | undefined;
  private enhancers: ResolvedEnhancers | undefined;

  constructor(
    /** Whether its sends go straight to the producer. */
    readonly isEmpty: boolean,
    private readonly membersOf: () => Promise<ChainMembers>,
    private readonly instancesOf: (context: SendExecutionContext) => InstancesOfSend,
  ) {}

  /** What all sends share; `undefined` before the first one, and for good where each send has instances of its own. */
  get shared(): ResolvedEnhancers | undefined {
    return this.enhancers;
  }

  /** Once. */
  compile(): Promise<ChainMembers> {
    this.compiling ??= this.membersOf().then((members) => {
      this.enhancers = sharedBy(members);
      return members;
    });
    return this.compiling;
  }

  async resolve(context: SendExecutionContext): Promise<ResolvedEnhancers> {
    const { guards, interceptors } = await this.compile();
    if (this.enhancers !== undefined) return this.enhancers;
    const instances = this.instancesOf(context);
    return byPhase(
      await Promise.all(guards.map((source) => instances.of(source))),
      await Promise.all(interceptors.map((source) => instances.of(source))),
    );
  }
}

function sharedBy(members: ChainMembers): ResolvedEnhancers | undefined {
  const guards = members.guards.flatMap((source) => (source.isShared ? [source.instance] : []));
  const interceptors = members.interceptors.flatMap((source) => (source.isShared ? [source.instance] : []));
  const isComplete = guards.length === members.guards.length && interceptors.length === members.interceptors.length;
  return isComplete ? byPhase(guards, interceptors) : undefined;
}

function byPhase(guards: readonly CanActivate[], interceptors: readonly NestInterceptor[]): ResolvedEnhancers {
  return {
    guards: guards.filter((guard) => !isForAttempts(guard)),
    interceptors: interceptors.filter((interceptor) => !isForAttempts(interceptor)),
    attemptGuards: guards.filter(isForAttempts),
    attemptInterceptors: interceptors.filter(isForAttempts),
  };
}

function isForAttempts(enhancer: object): boolean {
  return phaseOf(enhancer) === 'attempt';
}
