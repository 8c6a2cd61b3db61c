/**
 * Bytes to commands: a push machine that takes chunks as they arrive and hands on whole frames. Answers to sends, most of
 * what arrives, are read in place. Knows no socket. A frame's announced size is checked before anything is allocated for it.
 * Source: wire protocol sections 1.1 and 3.4, Java `NettyDecoder`.
 */
import { FrameError } from '../errors/transport-errors.js';
import { AnswerShape, type Literal } from './answer-shape.js';
import { SERIALIZE_TYPE } from './frame-encoder.js';
import { decodeJsonHeader } from './json-header-codec.js';
import { LENGTH_BYTES, PartialFrame } from './partial-frame.js';
import { DEFAULT_MAX_FRAME_BYTES } from './protocol-limits.js';
import type { ExtFields, HeaderFormat, RemotingCommand } from './remoting-command.js';
import { RESPONSE_CODE } from './response-code.js';
import { decodeBinaryHeader } from './rocketmq-header-codec.js';

/** Takes each frame of a stream, in order. Must not throw. */
export type FrameSink = (command: RemotingCommand, format: HeaderFormat) => void;

/** The header's length word, the least that follows the frame's length. */
const LEAST_LENGTH = 4;
/** After so many answers of another shape in a row the peer is taken to have changed. */
const MISSES_UNTIL_NEW_SHAPE = 32;

/** Numbers of more digits may not be exact. */
const MOST_DIGITS = 15;
const INT_MAX = 0x7fff_ffff;
const BLANK = 0x20;
const COMMA = 0x2c;
const ZERO = 0x30;
const UPPER_A = 0x41;
/** By byte: 1 for what ids consist of, and for the commas between them. */
const IS_OF_IDS = Uint8Array.from({ length: 0x100 }, (_, byte) =>
  Number((byte >= ZERO && byte <= ZERO + 9) || (byte >= UPPER_A && byte <= UPPER_A + 5) || byte === COMMA),
);

export class FrameDecoder {
  readonly #sink: FrameSink;
  readonly #maxFrameBytes: number;
  #partial: PartialFrame | undefined;
  /** Of the answers to sends that came last. */
  #shape: AnswerShape | undefined;
  #misses = 0;
  /** Of the memory that chunks are in: mostly the same. */
  #view: DataView = new DataView(new ArrayBuffer(0));

  /** @param maxFrameBytes - largest frame to accept, its length word included; default 16 MiB, as in Java */
  constructor(sink: FrameSink, maxFrameBytes: number = DEFAULT_MAX_FRAME_BYTES) {
    this.#sink = sink;
    this.#maxFrameBytes = maxFrameBytes;
  }

  /**
   * Takes the next bytes of the stream, cut anywhere. Frames keep nothing of `chunk`, so that its memory may be used again.
   *
   * @throws {FrameError} FRAME_TOO_LARGE, FRAME_MALFORMED - the stream is beyond repair; frames before the bad one were handed on
   */
  push(chunk: Buffer): void {
    let offset = this.#partial === undefined ? 0 : this.#complete(this.#partial, chunk);
    while (chunk.length - offset >= LENGTH_BYTES) {
      const frameBytes = this.#frameBytes(chunk, offset);
      if (chunk.length - offset < frameBytes) break;
      this.#decode(chunk, offset + LENGTH_BYTES, offset + frameBytes);
      offset += frameBytes;
    }
    if (offset < chunk.length) this.#keep(chunk, offset);
  }

  /** Fills the frame begun by earlier chunks; returns how much of `chunk` that took. */
  #complete(partial: PartialFrame, chunk: Buffer): number {
    const taken = partial.add(chunk);
    const { whole } = partial;
    if (whole === undefined) return taken;
    this.#partial = undefined;
    this.#decode(whole, LENGTH_BYTES, whole.length);
    return taken;
  }

  #keep(chunk: Buffer, offset: number): void {
    this.#partial = new PartialFrame((buffer, at) => this.#frameBytes(buffer, at));
    this.#partial.begin(chunk, offset);
  }

  #frameBytes(buffer: Buffer, offset: number): number {
    const length = buffer.readInt32BE(offset);
    if (length < LEAST_LENGTH) throw new FrameError('FRAME_MALFORMED', `a frame announces a length of ${length} bytes`);
    const frameBytes = LENGTH_BYTES + length;
    if (frameBytes > this.#maxFrameBytes) {
      throw new FrameError(
        'FRAME_TOO_LARGE',
        `a frame of ${frameBytes} bytes exceeds the limit of ${this.#maxFrameBytes}`,
      );
    }
    return frameBytes;
  }

  #decode(buffer: Buffer, from: number, end: number): void {
    const type = buffer.readUInt8(from);
    const bodyAt = from + LENGTH_BYTES + buffer.readUIntBE(from + 1, 3);
    if (bodyAt > end) {
      throw new FrameError(
        'FRAME_MALFORMED',
        `a frame of ${end - from} bytes announces a header of ${bodyAt - from - LENGTH_BYTES}`,
      );
    }
    if (type === SERIALIZE_TYPE.JSON && this.#shape !== undefined && bodyAt === end) {
      if (this.#view.buffer !== buffer.buffer) this.#view = new DataView(buffer.buffer);
      const answer = readAnswer(this.#shape, buffer, this.#view, from + LENGTH_BYTES, end);
      if (answer !== undefined) {
        this.#misses = 0;
        this.#sink(answer, 'JSON');
        return;
      }
    }
    const header = buffer.subarray(from + LENGTH_BYTES, bodyAt);
    const body = bodyAt === end ? undefined : Buffer.from(buffer.subarray(bodyAt, end));
    if (type === SERIALIZE_TYPE.JSON) this.#sink(this.#decodeJson(header, body), 'JSON');
    else if (type === SERIALIZE_TYPE.ROCKETMQ) this.#sink(decodeBinaryHeader(header, body), 'ROCKETMQ');
    else throw new FrameError('FRAME_MALFORMED', `a frame has the unknown serialize type ${type}`);
  }

  /** Keeps the shape of the first answer to a send, and another one when none has had that for a while. */
  #decodeJson(header: Buffer, body: Uint8Array | undefined): RemotingCommand {
    const command = decodeJsonHeader(header, body);
    if (this.#shape === undefined || ++this.#misses >= MISSES_UNTIL_NEW_SHAPE) {
      const shape = AnswerShape.of(command, header);
      if (shape !== undefined) {
        this.#shape = shape;
        this.#misses = 0;
      }
    }
    return command;
  }
}

/** What an answer says of a stored message, or of those of a batch: a command whose fields are typed already. */
export class SendAnswer implements RemotingCommand {
  constructor(
    /** What it has in common with others. */
    readonly shape: AnswerShape,
    readonly opaque: number,
    readonly queueId: number,
    readonly queueOffset: number,
    /** Of a batch all ids, joined by commas. */
    readonly msgId: string,
    readonly transactionId: string | undefined,
  ) {}

  get code(): number {
    return RESPONSE_CODE.SUCCESS;
  }

  get remark(): undefined {
    return undefined;
  }

  get body(): undefined {
    return undefined;
  }

  get flag(): number {
    return this.shape.flag;
  }

  get language(): string | undefined {
    return this.shape.language;
  }

  get version(): number {
    return this.shape.version;
  }

  get extFields(): ExtFields {
    const { msgId, queueId, queueOffset, transactionId, shape } = this;
    const own = { msgId, queueId: String(queueId), queueOffset: String(queueOffset) };
    return { ...shape.extFields, ...own, ...(transactionId === undefined ? {} : { transactionId }) };
  }
}

/** Reads the header from `from` to `end`, `undefined` if it has another shape. */
function readAnswer(
  shape: AnswerShape,
  bytes: Buffer,
  view: DataView,
  from: number,
  end: number,
): SendAnswer | undefined {
  const { slots, literals } = shape;
  const { byteOffset } = bytes;
  let at = from;
  let opaque = 0;
  let queueId = 0;
  let queueOffset = 0;
  let msgId = '';
  let transactionId: string | undefined;
  for (let index = 0; index < slots.length; index++) {
    const literal = literals[index] as Literal;
    if (!isAt(literal, view, byteOffset + at, byteOffset + end)) return undefined;
    at += literal.length;
    const start = at;
    const slot = slots[index];
    if (slot === 'msgId' || slot === 'transactionId') {
      while (IS_OF_IDS[bytes[at] as number] === 1) at += 1;
      if (at === start) return undefined;
      const text = bytes.toString('latin1', start, at);
      if (slot === 'msgId') msgId = text;
      else transactionId = text;
      continue;
    }
    // JSON allows blanks in front of a number.
    if (slot === 'opaque') while (bytes[at] === BLANK) at += 1;
    const digitsAt = at;
    let value = 0;
    for (let digit = (bytes[at] as number) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] as number) - ZERO) {
      value = value * 10 + digit;
      at += 1;
    }
    const digits = at - digitsAt;
    if (digits === 0 || digits > MOST_DIGITS || (digits > 1 && bytes[digitsAt] === ZERO)) return undefined;
    if (slot === 'queueOffset') queueOffset = value;
    else if (value > INT_MAX) return undefined;
    else if (slot === 'queueId') queueId = value;
    else opaque = value;
  }
  const last = literals[slots.length] as Literal;
  if (at + last.length !== end || !isAt(last, view, byteOffset + at, byteOffset + end)) return undefined;
  return new SendAnswer(shape, opaque, queueId, queueOffset, msgId, transactionId);
}

/** Whether a literal stands at `at`, in front of `end`. */
function isAt({ words, rest, length }: Literal, view: DataView, at: number, end: number): boolean {
  if (at + length > end) return false;
  let place = at;
  for (let index = 0; index < words.length; index++, place += Int32Array.BYTES_PER_ELEMENT) {
    if (view.getInt32(place, true) !== words[index]) return false;
  }
  for (let index = 0; index < rest.length; index++) if (view.getUint8(place + index) !== rest[index]) return false;
  return true;
}
