/**
 * Commands to frames:
 *
 *     i32 length of all that follows | i8 serialize type | i24 header length | header | body
 *
 * The body's bytes are not copied here unless asked: a frame's start can be written alone, the body follows by reference.
 * Source: wire protocol section 1.1, Java `RemotingCommand.fastEncodeHeader`.
 */
import { ByteWriter, maxUtf8Bytes } from './byte-writer.js';
import type { CompiledField } from './header-schema.js';
import { jsonHeader, jsonRequestHeader } from './json-header-codec.js';
import type { HeaderFormat, RemotingCommand } from './remoting-command.js';
import { writeBinaryHeader, writeBinaryRequestHeader } from './rocketmq-header-codec.js';

/** First byte of the second word of a frame. */
export const SERIALIZE_TYPE = { JSON: 0, ROCKETMQ: 1 } as const satisfies Record<HeaderFormat, number>;

const PREFIX_BYTES = 8;
const LARGEST_HEADER = 0xff_ffff;

/** A frame's header without its fields. */
export type RequestHead = Omit<RemotingCommand, 'body' | 'extFields'>;

/** What a request's frame is written from when no hook needs to see its fields as strings. */
export interface RequestFrame {
  readonly head: RequestHead;
  readonly fields: readonly CompiledField[];
  /** The header's values, by the schema's names; may be any object that has them. */
  readonly values: object;
  readonly bodyBytes: number;
}

/** The start of frames that differ in few values only, kept as bytes: what a request may bring to be written faster. */
export interface FrameTemplate {
  /**
   * Writes a frame up to its body, byte for byte as {@link writeRequestFrameStart} does; returns false, and writes nothing, for
   * values that it is not made for.
   *
   * @param request - who brought the template, which reads of it what it needs
   */
  write(writer: ByteWriter, opaque: number, flag: number, request: object, bodyBytes: number): boolean;
}

/** Writes a request's frame up to its body. */
export function writeRequestFrameStart(writer: ByteWriter, frame: RequestFrame, format: HeaderFormat): void {
  const start = startFrame(writer);
  if (format === 'JSON') writeText(writer, jsonRequestHeader(frame.head, frame.fields, frame.values));
  else writeBinaryRequestHeader(writer, frame.head, frame.fields, frame.values);
  endHeader(writer, start, format, frame.bodyBytes);
}

/** Writes the frame of any command up to its body. */
export function writeFrameStart(writer: ByteWriter, command: RemotingCommand, format: HeaderFormat): void {
  const start = startFrame(writer);
  if (format === 'JSON') writeText(writer, jsonHeader(command));
  else writeBinaryHeader(writer, command);
  endHeader(writer, start, format, command.body?.length ?? 0);
}

/** A whole frame as its own buffer. */
export function encodeFrame(command: RemotingCommand, format: HeaderFormat): Buffer {
  const body = command.body ?? new Uint8Array(0);
  const writer = new ByteWriter(512 + body.length);
  writeFrameStart(writer, command, format);
  writer.reserve(body.length);
  writer.writeBytes(body);
  return writer.buffer.subarray(0, writer.offset);
}

function startFrame(writer: ByteWriter): number {
  writer.reserve(PREFIX_BYTES);
  const start = writer.offset;
  writer.offset += PREFIX_BYTES;
  return start;
}

/** Text of any length, without one in front. */
export function writeText(writer: ByteWriter, text: string): void {
  writer.reserve(maxUtf8Bytes(text));
  writer.writeUtf8(text);
}

function endHeader(writer: ByteWriter, start: number, format: HeaderFormat, bodyBytes: number): void {
  const headerBytes = writer.offset - start - PREFIX_BYTES;
  if (headerBytes > LARGEST_HEADER) {
    throw new RangeError(`a frame header of ${headerBytes} bytes does not fit: the limit is ${LARGEST_HEADER}`);
  }
  writer.writeInt32At(start, 4 + headerBytes + bodyBytes);
  writer.writeInt32At(start + 4, (SERIALIZE_TYPE[format] << 24) | headerBytes);
}
