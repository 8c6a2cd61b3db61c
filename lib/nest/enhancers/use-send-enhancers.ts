/**
 * The one implementation behind `@UseSendGuards` and `@UseSendInterceptors`.
 */
import type { Type } from '@nestjs/common';
import { InvalidOptionsError } from '../../client/index.js';
import { addToClass, addToMethod, type SendEnhancerReferences } from './send-enhancer-metadata.js';

/** What one of the two decorators takes. */
export interface EnhancerKind {
  readonly decorator: string;
  readonly list: keyof SendEnhancerReferences;
  /** The method that an instance must have. */
  readonly method: 'canActivate' | 'intercept';
}

/** @throws {InvalidOptionsError} INVALID_OPTIONS - when it decorates: lists every reference that cannot be one */
export function useSendEnhancers(kind: EnhancerKind, references: readonly unknown[]): ClassDecorator & MethodDecorator {
  return (target: object, key?: string | symbol): void => {
    const owner = typeof target === 'function' ? target : target.constructor;
    const problems = references.flatMap((reference, index) => problemOf(reference, index, kind));
    if (key !== undefined && typeof target === 'function') problems.push('static methods do not publish');
    if (problems.length > 0) {
      const place = key === undefined ? owner.name : `${owner.name}.${String(key)}`;
      throw new InvalidOptionsError(`${kind.decorator} on ${place}`, problems);
    }
    if (key === undefined) addToClass(target as Type, kind.list, references);
    else addToMethod({ prototype: target, key }, kind.list, references);
  };
}

function problemOf(reference: unknown, index: number, { method }: EnhancerKind): string[] {
  if (typeof reference === 'function') return [];
  const found: unknown = (reference as Record<string, unknown> | null | undefined)?.[method];
  if (typeof found === 'function') return [];
  return [`number ${index + 1} is neither a class nor an object with the method ${method}: ${String(reference)}`];
}
