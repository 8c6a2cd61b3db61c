/**
 * Values of a route answer, checked one by one, so that a server's nonsense ends in an error that names it.
 */
import { ResponseInvalidError } from '../errors/transport-errors.js';
import { valueExcerpt } from './value-excerpt.js';

/** Far more than any broker takes for one topic. */
export const MOST_QUEUES = 65_536;

export function object(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw unusable(what, 'an object', value);
}

/** Servers leave out an empty list, or write null. */
export function list(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw unusable(what, 'a list', value);
}

export function text(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw unusable(what, 'a string', value);
}

export function integer(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw unusable(what, 'an integer', value);
}

/** Bounded, because a list of that many queues is made from it. */
export function queueCount(value: unknown, what: string): number {
  const count = integer(value, what);
  if (count >= 0 && count <= MOST_QUEUES) return count;
  throw unusable(what, `from 0 to ${MOST_QUEUES}`, value);
}

/** A key of a map whose keys are integers. */
export function integerKey(key: string, what: string): number {
  if (/^-?\d+$/.test(key)) return integer(Number(key), what);
  throw unusable(what, 'an integer', key);
}

function unusable(what: string, expected: string, value: unknown): ResponseInvalidError {
  return new ResponseInvalidError(
    `the route answer has ${valueExcerpt(value)} in ${what}, which should be ${expected}`,
  );
}
