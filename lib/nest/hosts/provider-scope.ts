/**
 * Whether all users of a class share one instance, asked of Nest; of classes that nobody provides, asked of their metadata.
 */
import { type InjectionToken, Scope, type Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';

export interface ProviderScope {
  /** Whether any module provides it. */
  readonly isProvided: boolean;
  /** Not if it is request-scoped, durable or transient, or something it injects is request-scoped. */
  readonly isShared: boolean;
}

/**
 * Where Nest's decorators write what a class injects, and its scope. Only Nest 11.2 and later refuse to make an unprovided
 * class with a request-scoped dependency outside of a request; earlier ones never answer, so it has to be known before.
 */
const METADATA = {
  scope: 'scope:options',
  parameterTypes: 'design:paramtypes',
  parameterTokens: 'self:paramtypes',
  propertyTokens: 'self:properties_metadata',
} as const;

interface NamedParameter {
  readonly index: number;
  readonly param: Dependency;
}

type Dependency = InjectionToken | { readonly forwardRef: () => InjectionToken } | undefined;

export function scopeOf(moduleRef: ModuleRef, type: Type): ProviderScope {
  const scope = providedScope(moduleRef, type);
  if (scope !== undefined) return { isProvided: true, isShared: scope === Scope.DEFAULT };
  const declared = declaredScope(type);
  const isShared =
    declared === Scope.DEFAULT &&
    dependenciesOf(type).every((token) => providedScope(moduleRef, token) !== Scope.REQUEST);
  return { isProvided: false, isShared };
}

/** `undefined` if nobody provides it. A transient dependency makes nothing transient. */
function providedScope(moduleRef: ModuleRef, token: InjectionToken): Scope | undefined {
  try {
    return moduleRef.introspect(token as Type).scope;
  } catch {
    return undefined;
  }
}

function declaredScope(type: Type): Scope {
  const options = Reflect.getMetadata(METADATA.scope, type) as { readonly scope?: Scope } | undefined;
  return options?.scope ?? Scope.DEFAULT;
}

/** A token that `@Inject()` names counts instead of the parameter's type. */
function dependenciesOf(type: Type): readonly InjectionToken[] {
  const listOf = (key: string): readonly unknown[] =>
    (Reflect.getMetadata(key, type) as readonly unknown[] | undefined) ?? [];
  const parameters = [...(listOf(METADATA.parameterTypes) as readonly Dependency[])];
  for (const { index, param } of listOf(METADATA.parameterTokens) as readonly NamedParameter[]) {
    parameters[index] = param;
  }
  const properties = listOf(METADATA.propertyTokens) as readonly { readonly type: Dependency }[];
  return [...parameters, ...properties.map((property) => property.type)].flatMap((one) => tokenOf(one) ?? []);
}

function tokenOf(dependency: Dependency): InjectionToken | undefined {
  return typeof dependency === 'object' && 'forwardRef' in dependency ? dependency.forwardRef() : dependency;
}
