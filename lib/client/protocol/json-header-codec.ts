/**
 * The JSON form of a frame's header. Keys are written in the order of the Java client (alphabetical).
 * Source: wire protocol section 1.2, Java `RemotingSerializable`.
 */
import { FrameError } from '../errors/transport-errors.js';
import type { CompiledField } from './header-schema.js';
import type { ExtFields, RemotingCommand } from './remoting-command.js';
import { valueExcerpt } from './value-excerpt.js';

type Head = Omit<RemotingCommand, 'body' | 'extFields'>;

/** The header text of any command. */
export function jsonHeader(command: Omit<RemotingCommand, 'body'>): string {
  return headerText(command, command.extFields === undefined ? undefined : JSON.stringify(command.extFields));
}

/** The header text of a request, straight from the values of its schema. */
export function jsonRequestHeader(head: Head, fields: readonly CompiledField[], values: object): string {
  let extFields = '';
  for (const field of fields) {
    const value = (values as Record<string, string | number | boolean | undefined>)[field.name];
    if (value === undefined) continue;
    const text = field.type === 'string' ? JSON.stringify(value) : `"${String(value)}"`;
    extFields += extFields === '' ? field.jsonKey + text : `,${field.jsonKey}${text}`;
  }
  return headerText(head, `{${extFields}}`);
}

function headerText(head: Head, extFields: string | undefined): string {
  const ext = extFields === undefined ? '' : `"extFields":${extFields},`;
  const language = head.language === undefined ? '' : `"language":"${head.language}",`;
  const remark = head.remark === undefined ? '' : `"remark":${JSON.stringify(head.remark)},`;
  return `{"code":${head.code},${ext}"flag":${head.flag},${language}"opaque":${head.opaque},${remark}"serializeTypeCurrentRPC":"JSON","version":${head.version}}`;
}

/**
 * @throws {FrameError} FRAME_MALFORMED - not JSON, or a field that no header can have
 */
export function decodeJsonHeader(header: Buffer, body: Uint8Array | undefined): RemotingCommand {
  const json = parseObject(header);
  return {
    code: integer(json, 'code'),
    language: typeof json['language'] === 'string' ? json['language'] : undefined,
    version: integer(json, 'version', 0),
    opaque: integer(json, 'opaque'),
    flag: integer(json, 'flag', 0),
    remark: typeof json['remark'] === 'string' ? json['remark'] : undefined,
    extFields: extFieldsOf(json['extFields']),
    body,
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function parseObject(header: Buffer): JsonObject {
  let json: unknown;
  try {
    json = JSON.parse(header.toString('utf8'));
  } catch (error) {
    throw new FrameError('FRAME_MALFORMED', `the frame's header is not JSON: ${excerpt(header)}`, { cause: error });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new FrameError('FRAME_MALFORMED', `the frame's header is no JSON object: ${excerpt(header)}`);
  }
  return json as JsonObject;
}

function integer(json: JsonObject, key: string, whenMissing?: number): number {
  const value = json[key] ?? whenMissing;
  if (typeof value === 'number' && (value | 0) === value) return value;
  throw new FrameError('FRAME_MALFORMED', `the frame's header has no 32-bit integer in ${key}: ${valueExcerpt(value)}`);
}

/** All values are strings; a number or boolean is tolerated as in Java, a null is left out. */
function extFieldsOf(value: unknown): ExtFields | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new FrameError('FRAME_MALFORMED', "the frame's extFields are no object");
  }
  const fields = value as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    const field = fields[key];
    if (typeof field === 'string') continue;
    if (field === null) delete fields[key];
    else if (typeof field === 'number' || typeof field === 'boolean') fields[key] = String(field);
    else throw new FrameError('FRAME_MALFORMED', `the frame's extFields have an object in ${valueExcerpt(key)}`);
  }
  return fields as ExtFields;
}

function excerpt(header: Buffer): string {
  return JSON.stringify(header.toString('latin1', 0, 60));
}
