/**
 * What users' code throws or gives as a reason, as an Error: who hears of it reads its message.
 */
import { types } from 'node:util';

/** @param what - for the text about a reason that is no Error: `a hook threw` */
export function asError(reason: unknown, what: string): Error {
  if (reason instanceof Error || types.isNativeError(reason)) return reason;
  return new Error(`${what} what is no Error: ${typeof reason === 'string' ? reason : typeof reason}`);
}
