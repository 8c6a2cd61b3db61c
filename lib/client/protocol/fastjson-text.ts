/**
 * Pieces of JSON as RocketMQ servers write them, in the two dialects of route answers.
 * Source: wire protocol sections 5.1 and 5.2 (fastjson, with and without `BrowserCompatible` and `QuoteFieldNames`).
 */

/** `standard` for clients that announce version 401 or more, else `bare-keys`. */
export type FastjsonDialect = 'standard' | 'bare-keys';

/** fastjson's browser-compatible form escapes slashes and everything outside ASCII. */
export function jsonText(value: string, dialect: FastjsonDialect): string {
  const quoted = JSON.stringify(value);
  if (dialect === 'bare-keys') return quoted;
  return quoted
    .replaceAll('/', '\\/')
    .replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}

/** A map with integer keys; its values are JSON already. */
export function integerMapText(
  entries: Iterable<readonly [number, string | number]>,
  dialect: FastjsonDialect,
): string {
  const quote = dialect === 'standard' ? '"' : '';
  return `{${Array.from(entries, ([key, value]) => `${quote}${key}${quote}:${value}`).join(',')}}`;
}
