/**
 * Finds what JSON would drop or change without a word. Pure: knows neither topics nor messages.
 */

/** A value inside a payload that would not arrive. */
export interface PayloadProblem {
  /** Empty for the payload itself, else like `.items[2].price`. */
  readonly path: string;
  /** Completes the sentence "the value is ...". */
  readonly reason: string;
}

/** Built-in objects that JSON writes as `{}` although they hold something. */
const UNSEEN_BY_JSON: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Map: 'a Map, which JSON writes as {}: use Object.fromEntries()',
    Set: 'a Set, which JSON writes as {}: use an array',
    WeakMap: 'a WeakMap',
    WeakSet: 'a WeakSet',
    Promise: 'a Promise: await it first',
    RegExp: 'a RegExp: use its source',
    Error: 'an Error, which JSON writes without its message: pick the fields to send',
    ArrayBuffer: 'an ArrayBuffer: wrap it into a Uint8Array',
    SharedArrayBuffer: 'a SharedArrayBuffer: wrap it into a Uint8Array',
    DataView: 'a DataView: pass a Uint8Array',
    Generator: 'a generator: use an array',
    'Map Iterator': 'an iterator: use an array',
    'Set Iterator': 'an iterator: use an array',
    'Array Iterator': 'an iterator: use an array',
  }).map(([name, reason]) => [`[object ${name}]`, reason]),
);

/** What kind of stream of values something is; one of them is never one message. */
export function streamKind(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { subscribe, lift, pipe } = value as Record<'subscribe' | 'lift' | 'pipe', unknown>;
  if (typeof subscribe === 'function' && (typeof lift === 'function' || typeof pipe === 'function')) {
    return 'an Observable: send its values one by one';
  }
  if (Symbol.asyncIterator in value) return 'an AsyncIterable: send its values one by one';
  return undefined;
}

/**
 * The first value that JSON cannot carry; `undefined` if all of them can be written.
 * Calls `toJSON` where there is one, as `JSON.stringify` will do again.
 */
export function payloadProblem(payload: unknown): PayloadProblem | undefined {
  return problemIn(payload, '', []);
}

/** A list: payloads are seldom deep. */
type Ancestors = object[];

/** @param key - the key that leads here, as `toJSON` gets it */
function problemIn(value: unknown, key: string | number, ancestors: Ancestors): PayloadProblem | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : here(`${value}, which JSON writes as null`);
    case 'bigint':
      return 'toJSON' in BigInt.prototype ? undefined : here('a BigInt: convert it to a string or a number');
    case 'function':
      return here('a function');
    case 'symbol':
      return here('a symbol');
    case 'object':
      return value === null ? undefined : problemInObject(value, key, ancestors);
  }
}

function problemInObject(value: object, key: string | number, ancestors: Ancestors): PayloadProblem | undefined {
  if (ancestors.includes(value)) return here('a circular reference');
  ancestors.push(value);
  const problem = problemBelow(value, key, ancestors);
  ancestors.pop();
  return problem;
}

function problemBelow(value: object, key: string | number, ancestors: Ancestors): PayloadProblem | undefined {
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') {
    return isInvalidDate(value)
      ? here('an invalid Date, which JSON writes as null')
      : problemIn(toJSON.call(value, String(key)), key, ancestors);
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const element: unknown = value[index];
      if (isSound(element)) continue;
      const problem = problemIn(element, index, ancestors);
      if (problem !== undefined) return below(`[${index}]`, problem);
    }
    return undefined;
  }
  const isPlain = hasPlainPrototype(value);
  const unseen = isPlain ? undefined : unseenByJson(value);
  if (unseen !== undefined) return here(unseen);
  // Not over a list of the keys, which would have to be made for each object: it costs as much as the rest of the search.
  for (const name in value) {
    if (!isPlain && !Object.hasOwn(value, name)) continue;
    const property = (value as Record<string, unknown>)[name];
    if (isSound(property)) continue;
    const problem = problemIn(property, name, ancestors);
    if (problem !== undefined && Object.hasOwn(value, name)) return below(propertyStep(name), problem);
  }
  return undefined;
}

/** The most frequent values, so that they cost no call. */
function isSound(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean';
}

function isInvalidDate(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Date]' && Number.isNaN((value as Date).getTime());
}

function hasPlainPrototype(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function unseenByJson(value: object): string | undefined {
  return UNSEEN_BY_JSON.get(Object.prototype.toString.call(value)) ?? streamKind(value);
}

function here(reason: string): PayloadProblem {
  return { path: '', reason };
}

/** Paths are put together on the way back only: a sound payload costs no string. */
function below(first: string, problem: PayloadProblem): PayloadProblem {
  return { path: first + problem.path, reason: problem.reason };
}

/** One property in a path, like `.items` or `["a b"]`. */
export function propertyStep(name: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
