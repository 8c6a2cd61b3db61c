/**
 * `@UseSendInterceptors`: interceptors around the sends of one class or method.
 */
import type { SendInterceptorReference } from './send-enhancer-metadata.js';
import { useSendEnhancers } from './use-send-enhancers.js';

/**
 * Interceptors around the sends of a decorated method, or of all decorated methods of a class: within those of the module,
 * those of the class around those of the method. Classes come from the DI of the module that the host belongs to.
 * Imperative sends of the host run through those of the module only.
 *
 * @throws {InvalidOptionsError} INVALID_OPTIONS - when it decorates: one that is no interceptor, or a static method
 * @publicApi
 */
export function UseSendInterceptors(
  ...interceptors: readonly SendInterceptorReference[]
): ClassDecorator & MethodDecorator {
  const kind = { decorator: '@UseSendInterceptors', list: 'interceptors', method: 'intercept' } as const;
  return useSendEnhancers(kind, interceptors);
}
