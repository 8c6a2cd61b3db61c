/**
 * What `@UseSendGuards` and `@UseSendInterceptors` write on classes and methods, and who reads it.
 * The keys are of this package alone, so that Nest's own guards and interceptors of a controller never mix with these.
 */
import type { CanActivate, NestInterceptor, Type } from '@nestjs/common';
import type { MethodPlace } from '../hosts/publish-binding.js';

/**
 * A guard by its class, found or made by DI, or an instance.
 *
 * @publicApi
 */
export type SendGuardReference = Type<CanActivate> | CanActivate;

/**
 * An interceptor by its class, found or made by DI, or an instance.
 *
 * @publicApi
 */
export type SendInterceptorReference = Type<NestInterceptor> | NestInterceptor;

export interface SendEnhancerReferences {
  readonly guards: readonly SendGuardReference[];
  readonly interceptors: readonly SendInterceptorReference[];
}

const KEYS = {
  guards: 'nestjs-rocketmq:send-guards',
  interceptors: 'nestjs-rocketmq:send-interceptors',
} as const satisfies Record<keyof SendEnhancerReferences, string>;

export function addToClass(type: Type, kind: keyof SendEnhancerReferences, added: readonly unknown[]): void {
  const inherited = listOf(Reflect.getMetadata(KEYS[kind], type));
  Reflect.defineMetadata(KEYS[kind], [...inherited, ...added], type);
}

/**
 * By place, not on the function: whatever other decorators put around the method, what is written above them counts, too.
 * Decorators run from the lowest to the highest; enhancers run in the order they are written.
 */
export function addToMethod(
  { prototype, key }: MethodPlace,
  kind: keyof SendEnhancerReferences,
  added: readonly unknown[],
): void {
  const below = listOf(Reflect.getOwnMetadata(KEYS[kind], prototype, key));
  Reflect.defineMetadata(KEYS[kind], [...added, ...below], prototype, key);
}

/** Those of the class, with what it inherits, before those of the method. */
export function referencesOf(type: Type, { prototype, key }: MethodPlace): SendEnhancerReferences {
  const all = (kind: keyof SendEnhancerReferences): readonly never[] => [
    ...listOf(Reflect.getMetadata(KEYS[kind], type)),
    ...listOf(Reflect.getOwnMetadata(KEYS[kind], prototype, key)),
  ];
  return { guards: all('guards'), interceptors: all('interceptors') };
}

function listOf(metadata: unknown): readonly never[] {
  return (metadata as readonly never[] | undefined) ?? [];
}
