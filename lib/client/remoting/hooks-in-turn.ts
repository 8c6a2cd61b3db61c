/**
 * Hooks one after the other. What none of them makes wait goes on in the same call.
 */

/** Calls each hook with `facts`; waits only where one returned a promise, and stops at the first that throws or rejects. */
export function hooksInTurn<H, F>(
  hooks: readonly H[],
  call: (hook: H, facts: F) => unknown,
  facts: F,
): Promise<void> | undefined {
  for (let index = 0; index < hooks.length; index++) {
    const waiting = asPromise(call(hooks[index] as H, facts));
    if (waiting === undefined) continue;
    const rest = hooks.slice(index + 1);
    return waiting.then(() => hooksInTurn(rest, call, facts));
  }
  return undefined;
}

/** Whatever a hook returned, if it is something to wait for. */
export function asPromise(returned: unknown): Promise<void> | undefined {
  const isThenable = typeof (returned as Partial<PromiseLike<void>> | null | undefined)?.then === 'function';
  return isThenable ? Promise.resolve(returned as PromiseLike<void>) : undefined;
}
