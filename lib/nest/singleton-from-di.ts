/**
 * A class that users name in options, as its one instance from DI.
 */
import { Scope, type Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { InvalidOptionsError } from '../client/index.js';

/** Whose option it is, and what the class is there, for the error: `guards has AuditGuard, which`. */
export interface NamedSingleton {
  readonly subject: string;
  readonly description: string;
}

/**
 * A class that is nobody's provider is made here, as Nest does with enhancers of controllers.
 *
 * @throws {InvalidOptionsError} INVALID_OPTIONS - request-scoped or transient; also what the class's constructor throws
 */
export async function singletonFromDi<T>(
  moduleRef: ModuleRef,
  type: Type<T>,
  { subject, description }: NamedSingleton,
): Promise<T> {
  const scope = scopeOf(moduleRef, type);
  if (scope === undefined) return moduleRef.create(type);
  if (scope === Scope.DEFAULT) return moduleRef.get(type, { strict: false });
  throw new InvalidOptionsError(subject, [`${description} is request-scoped or transient: it must be a singleton`]);
}

/** `undefined` for a class that is nobody's provider. */
function scopeOf(moduleRef: ModuleRef, type: Type): Scope | undefined {
  try {
    return moduleRef.introspect(type).scope;
  } catch {
    return undefined;
  }
}
