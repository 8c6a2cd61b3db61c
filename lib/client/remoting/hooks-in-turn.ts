/**
 * Hooks one after the other. What none of them makes wait goes on in the same call.
 */
import { asError } from '../errors/as-error.js';

/**
 * Calls each hook with `facts`; waits only where one returned a promise, and stops at the first that throws or rejects.
 *
 * @throws what the hook threw; an Error about it if it is none, as those who hear of it read its message
 */
export function hooksInTurn<H, F>(
  hooks: readonly H[],
  call: (hook: H, facts: F) => unknown,
  facts: F,
): Promise<void> | undefined {
  for (let index = 0; index < hooks.length; index++) {
    let waiting: Promise<void> | undefined;
    try {
      waiting = asPromise(call(hooks[index] as H, facts));
    } catch (reason) {
      throw asError(reason, 'a hook threw');
    }
    if (waiting === undefined) continue;
    const rest = hooks.slice(index + 1);
    return waiting.then(
      () => hooksInTurn(rest, call, facts),
      (reason: unknown) => Promise.reject(asError(reason, 'a hook threw')),
    );
  }
  return undefined;
}

/** Whatever a hook returned, if it is something to wait for. */
export function asPromise(returned: unknown): Promise<void> | undefined {
  const isThenable = typeof (returned as Partial<PromiseLike<void>> | null | undefined)?.then === 'function';
  return isThenable ? Promise.resolve(returned as PromiseLike<void>) : undefined;
}
