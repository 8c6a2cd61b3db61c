/**
 * The binary form of a frame's header (serialize type ROCKETMQ), the same in both directions:
 *
 *     i16 code | i8 language | i16 version | i32 opaque | i32 flag | i32 + remark | i32 + entries
 *     an entry: i16 + key | i32 + value
 *
 * A length of 0 means null for remark, entries and values. Source: wire protocol section 1.5, Java `RocketMQSerializable`.
 */
import { FrameError } from '../errors/transport-errors.js';
import { ByteReader } from './byte-reader.js';
import { type ByteWriter, maxUtf8Bytes } from './byte-writer.js';
import type { CompiledField } from './header-schema.js';
import { languageCode, languageName } from './language-code.js';
import type { ExtFields, RemotingCommand } from './remoting-command.js';

type Head = Omit<RemotingCommand, 'body' | 'extFields'>;

/** Bytes of a header with neither remark nor entries. */
const FIXED_BYTES = 21;
/** Room for a number or boolean and its length: the longest is `-9007199254740991`. */
const SCALAR_BYTES = 4 + 20;
const LARGEST_CODE = 0x7fff;

/** Writes the header of any command. */
export function writeBinaryHeader(writer: ByteWriter, command: Omit<RemotingCommand, 'body'>): void {
  const lengthAt = writeHead(writer, command);
  for (const [key, value] of Object.entries(command.extFields ?? {})) {
    writer.reserve(6 + maxUtf8Bytes(key) + maxUtf8Bytes(value));
    const keyAt = writer.offset;
    writer.offset += 2;
    writer.buffer.writeInt16BE(writer.writeUtf8(key), keyAt);
    writeText(writer, value);
  }
  writer.writeInt32At(lengthAt, writer.offset - lengthAt - 4);
}

/** Writes the header of a request, straight from the values of its schema. */
export function writeBinaryRequestHeader(
  writer: ByteWriter,
  head: Head,
  fields: readonly CompiledField[],
  values: object,
): void {
  const lengthAt = writeHead(writer, head);
  for (const field of fields) {
    const value = (values as Record<string, string | number | boolean | undefined>)[field.name];
    if (value === undefined) continue;
    if (typeof value === 'string') {
      writer.reserve(field.binaryKey.length + 4 + maxUtf8Bytes(value));
      writer.writeBytes(field.binaryKey);
      writeText(writer, value);
    } else {
      writer.reserve(field.binaryKey.length + SCALAR_BYTES);
      writer.writeBytes(field.binaryKey);
      writeAscii(writer, String(value));
    }
  }
  writer.writeInt32At(lengthAt, writer.offset - lengthAt - 4);
}

/** Writes everything up to the entries and returns where their length goes. */
function writeHead(writer: ByteWriter, head: Head): number {
  if (head.code > LARGEST_CODE || head.code < 0) {
    throw new RangeError(`code ${head.code} does not fit into a binary header: send this request with JSON headers`);
  }
  const remark = head.remark ?? '';
  writer.reserve(FIXED_BYTES + maxUtf8Bytes(remark));
  writer.writeInt16(head.code);
  writer.writeInt8(languageCode(head.language));
  writer.writeInt16(head.version);
  writer.writeInt32(head.opaque);
  writer.writeInt32(head.flag);
  writeText(writer, remark);
  const lengthAt = writer.offset;
  writer.offset += 4;
  return lengthAt;
}

function writeText(writer: ByteWriter, text: string): void {
  const lengthAt = writer.offset;
  writer.offset += 4;
  writer.writeInt32At(lengthAt, writer.writeUtf8(text));
}

function writeAscii(writer: ByteWriter, text: string): void {
  writer.writeInt32(text.length);
  writer.writeAscii(text);
}

/**
 * @throws {FrameError} FRAME_MALFORMED - a length that goes beyond the header
 */
export function decodeBinaryHeader(header: Buffer, body: Uint8Array | undefined): RemotingCommand {
  const reader = new ByteReader(header, 'binary frame header');
  const code = reader.readInt16();
  const language = languageName(reader.readInt8());
  const version = reader.readInt16();
  const opaque = reader.readInt32();
  const flag = reader.readInt32();
  const remark = reader.readUtf8(reader.readInt32());
  const entryBytes = reader.readInt32();
  if (entryBytes < 0 || entryBytes > reader.remaining) {
    throw new FrameError(
      'FRAME_MALFORMED',
      `binary frame header: ${entryBytes} bytes of fields announced, ${reader.remaining} left`,
    );
  }
  const extFields = entryBytes === 0 ? undefined : readEntries(reader, reader.offset + entryBytes);
  return { code, language, version, opaque, flag, remark: remark === '' ? undefined : remark, extFields, body };
}

function readEntries(reader: ByteReader, end: number): ExtFields {
  const extFields: Record<string, string> = {};
  while (reader.offset < end) {
    const key = reader.readUtf8(reader.readInt16());
    const value = reader.readUtf8(reader.readInt32());
    if (key !== '' && value !== '') define(extFields, key, value);
  }
  return extFields;
}

/** Plain assignment, except for the one key that would change the object's prototype. */
function define(extFields: Record<string, string>, key: string, value: string): void {
  if (key === '__proto__') Object.defineProperty(extFields, key, { value, enumerable: true, configurable: true });
  else extFields[key] = value;
}
