/**
 * Request and response headers as data: one table of fields gives the TypeScript type, the encoder and the parser.
 * Knows nothing of frames; values travel as strings in `extFields` (wire protocol section 1.2).
 */
import { ResponseInvalidError } from '../errors/transport-errors.js';
import type { ExtFields } from './remoting-command.js';

/** `long` is a `number` here, refused outside the range in which it is exact (2^53). */
export type FieldType = 'string' | 'int' | 'long' | 'boolean';

/** One field of a header. */
export interface Field<T extends FieldType, R extends boolean> {
  readonly wireName: string;
  readonly type: T;
  readonly isRequired: R;
}

/** A header: our name for a field -> its name on the wire, its type, and whether it must be there. */
export type HeaderSchema = Readonly<Record<string, Field<FieldType, boolean>>>;

interface ValueOf {
  string: string;
  int: number;
  long: number;
  boolean: boolean;
}

type KeysWhere<S extends HeaderSchema, R extends boolean> = {
  [K in keyof S]: S[K]['isRequired'] extends R ? K : never;
}[keyof S];

/** The values of a header, inferred from its schema. */
export type HeaderValues<S extends HeaderSchema> = {
  readonly [K in KeysWhere<S, true>]: ValueOf[S[K]['type']];
} & {
  readonly [K in KeysWhere<S, false>]?: ValueOf[S[K]['type']] | undefined;
};

export function required<T extends FieldType>(wireName: string, type: T): Field<T, true> {
  return { wireName, type, isRequired: true };
}

export function optional<T extends FieldType>(wireName: string, type: T): Field<T, false> {
  return { wireName, type, isRequired: false };
}

/** A schema field together with its own name; what the byte writers iterate over. */
export interface CompiledField extends Field<FieldType, boolean> {
  readonly name: string;
  /** The binary codec's bytes in front of a value: i16 length and the wire name. */
  readonly binaryKey: Uint8Array;
  /** The JSON codec's text in front of a value: `"name":`. */
  readonly jsonKey: string;
}

/** The fields of a schema in the order in which they are written. */
export function compileHeader(schema: HeaderSchema): readonly CompiledField[] {
  return Object.entries(schema).map(([name, field]) => {
    const wireName = Buffer.from(field.wireName, 'utf8');
    const binaryKey = Buffer.alloc(2 + wireName.length);
    binaryKey.writeInt16BE(wireName.length, 0);
    wireName.copy(binaryKey, 2);
    const { type, isRequired } = field;
    return {
      name,
      wireName: field.wireName,
      type,
      isRequired,
      binaryKey,
      jsonKey: `${JSON.stringify(field.wireName)}:`,
    };
  });
}

/** The values as they travel: strings, fields without a value left out. */
export function encodeExtFields(fields: readonly CompiledField[], values: object): Record<string, string> {
  const extFields: Record<string, string> = {};
  for (const field of fields) {
    const value = (values as Record<string, string | number | boolean | undefined>)[field.name];
    if (value !== undefined) extFields[field.wireName] = String(value);
  }
  return extFields;
}

/**
 * The typed values of a header.
 *
 * @param subject - who sent the header, for the error's text
 * @throws {ResponseInvalidError} RESPONSE_INVALID - a required field is missing, or a value is not of its type
 */
export function decodeExtFields<S extends HeaderSchema>(
  fields: readonly CompiledField[],
  extFields: ExtFields | undefined,
  subject: string,
): HeaderValues<S> {
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const text = extFields?.[field.wireName];
    if (text !== undefined) values[field.name] = parse(field, text, subject);
    else if (field.isRequired) throw new ResponseInvalidError(`${subject} lacks the header field ${field.wireName}`);
  }
  return values as HeaderValues<S>;
}

const INT_MIN = -0x8000_0000;
const INT_MAX = 0x7fff_ffff;

function parse(field: CompiledField, text: string, subject: string): string | number | boolean {
  switch (field.type) {
    case 'string':
      return text;
    case 'boolean':
      return text.toLowerCase() === 'true';
    case 'int':
      return parseNumber(field, text, subject, INT_MIN, INT_MAX);
    case 'long':
      return parseNumber(field, text, subject, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  }
}

function parseNumber(field: CompiledField, text: string, subject: string, min: number, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || text.trim() === '' || value < min || value > max) {
    throw new ResponseInvalidError(
      `${subject} has ${JSON.stringify(text)} in the header field ${field.wireName}, which is no ${field.type} from ${min} to ${max}`,
    );
  }
  return value;
}
