/**
 * A parsed JSON value as short text for an error's message. What a peer sent may be megabytes long, or nested deeper than
 * `JSON.stringify` can go (it throws a RangeError).
 */
const LONGEST_TEXT = 60;

export function valueExcerpt(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return JSON.stringify(typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : value);
}
