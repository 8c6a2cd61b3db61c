/**
 * `@SendEnhancer`: says when a guard or interceptor runs.
 */
import { InvalidOptionsError } from '../../client/index.js';

/**
 * When an enhancer runs: once around the logical send, or once for each of its attempts.
 *
 * @publicApi
 */
export type SendEnhancerPhase = 'send' | 'attempt';

/** @publicApi */
export interface SendEnhancerOptions {
  readonly phase: SendEnhancerPhase;
}

const PHASE_KEY = 'nestjs-rocketmq:send-enhancer-phase';
const PHASES: readonly unknown[] = ['send', 'attempt'] satisfies SendEnhancerPhase[];

/**
 * On a guard or interceptor class: `phase: 'attempt'` makes it run once for each attempt, in the client's check-forbidden hook
 * (guards) or send hooks (interceptors), with broker and queue in `context.attempt`. Without the decorator it runs once
 * around the logical send, before a queue is chosen. Where it is listed stays the same.
 *
 * @throws {InvalidOptionsError} INVALID_OPTIONS - when it decorates: another phase
 * @publicApi
 */
export function SendEnhancer({ phase }: SendEnhancerOptions): ClassDecorator {
  return (target) => {
    if (!PHASES.includes(phase)) {
      throw new InvalidOptionsError(`@SendEnhancer on ${target.name}`, [
        `phase is ${phase}, it must be one of ${PHASES.join(', ')}`,
      ]);
    }
    Reflect.defineMetadata(PHASE_KEY, phase, target);
  };
}

/** Of an instance, by its class. */
export function phaseOf(enhancer: object): SendEnhancerPhase {
  return (Reflect.getMetadata(PHASE_KEY, enhancer.constructor) as SendEnhancerPhase | undefined) ?? 'send';
}
