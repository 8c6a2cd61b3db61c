/**
 * Calls one after the other, which wait only where there is something to wait for.
 */
import { isThenable } from '../errors/to-error.js';

/** A promise only if a call returns one. */
export function inTurn<T>(all: readonly T[], call: (one: T) => void | Promise<void>): Promise<void> | undefined {
  for (const [index, one] of all.entries()) {
    const waiting = call(one);
    if (isThenable(waiting)) return Promise.resolve(waiting).then(() => inTurn(all.slice(index + 1), call));
  }
  return undefined;
}
