/**
 * A quick look at payloads, most of which are sound: so these pay only a part of what the search for problems costs.
 */

/** Deeper payloads, and circular ones, are for the search. */
const MOST_LEVELS = 32;

/**
 * Whether a payload certainly consists of what JSON carries as it is: texts, numbers, valid dates, plain objects and
 * arrays. False says nothing.
 */
export function isPlainPayload(payload: unknown): boolean {
  return isPlain(payload, MOST_LEVELS);
}

function isPlain(value: unknown, levels: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return value === null || (levels > 0 && isPlainObject(value, levels - 1));
    case 'bigint':
    case 'function':
    case 'symbol':
      return false;
  }
}

function isPlainObject(value: object, levels: number): boolean {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const element: unknown = value[index];
      if (typeof element !== 'string' && !isPlain(element, levels)) return false;
    }
    return !('toJSON' in value);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Date.prototype) return !Number.isNaN((value as Date).getTime());
  if (prototype !== Object.prototype && prototype !== null) return false;
  // Not over a list of the keys, which would have to be made for each object. `toJSON` is a function among the values.
  for (const name in value) {
    const property = (value as Record<string, unknown>)[name];
    if (typeof property !== 'string' && !isPlain(property, levels)) return false;
  }
  return true;
}
