/**
 * `@UseSendGuards`: guards of the sends of one class or method.
 */
import type { SendGuardReference } from './send-enhancer-metadata.js';
import { useSendEnhancers } from './use-send-enhancers.js';

/**
 * Guards that the sends of a decorated method, or of all decorated methods of a class, must pass: after those of the module,
 * those of the class before those of the method. Classes come from the DI of the module that the host belongs to; their
 * context is a `SendExecutionContext`. Imperative sends of the host pass those of the module only.
 *
 * @throws {InvalidOptionsError} INVALID_OPTIONS - when it decorates: one that is no guard, or a static method
 * @publicApi
 */
export function UseSendGuards(...guards: readonly SendGuardReference[]): ClassDecorator & MethodDecorator {
  return useSendEnhancers({ decorator: '@UseSendGuards', list: 'guards', method: 'canActivate' }, guards);
}
