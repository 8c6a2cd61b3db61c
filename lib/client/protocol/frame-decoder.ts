/**
 * Bytes to commands: a push machine that takes chunks as they arrive and hands on whole frames.
 * Knows no socket. A frame's announced size is checked before anything is allocated for it.
 * Source: wire protocol section 1.1, Java `NettyDecoder`.
 */
import { FrameError } from '../errors/transport-errors.js';
import { SERIALIZE_TYPE } from './frame-encoder.js';
import { decodeJsonHeader } from './json-header-codec.js';
import { DEFAULT_MAX_FRAME_BYTES } from './protocol-limits.js';
import type { HeaderFormat, RemotingCommand } from './remoting-command.js';
import { decodeBinaryHeader } from './rocketmq-header-codec.js';

/** Takes each frame of a stream, in order. Must not throw. */
export type FrameSink = (command: RemotingCommand, format: HeaderFormat) => void;

const LENGTH_BYTES = 4;
/** The header's length word, the least that follows the frame's length. */
const LEAST_LENGTH = 4;

export class FrameDecoder {
  readonly #sink: FrameSink;
  readonly #maxFrameBytes: number;
  /** Bytes of a frame that has not arrived whole: its length word, then the frame itself. */
  #partial: Buffer = Buffer.alloc(0);
  #filled = 0;

  /** @param maxFrameBytes - largest frame to accept, its length word included; default 16 MiB, as in Java */
  constructor(sink: FrameSink, maxFrameBytes: number = DEFAULT_MAX_FRAME_BYTES) {
    this.#sink = sink;
    this.#maxFrameBytes = maxFrameBytes;
  }

  /**
   * Takes the next bytes of the stream, cut anywhere. Frames keep views into `chunk`: do not reuse its memory.
   *
   * @throws {FrameError} FRAME_TOO_LARGE, FRAME_MALFORMED - the stream is beyond repair; frames before the bad one were handed on
   */
  push(chunk: Buffer): void {
    let offset = this.#filled > 0 ? this.#complete(chunk) : 0;
    while (chunk.length - offset >= LENGTH_BYTES) {
      const frameBytes = this.#frameBytes(chunk, offset);
      if (chunk.length - offset < frameBytes) break;
      this.#decode(chunk, offset + LENGTH_BYTES, offset + frameBytes);
      offset += frameBytes;
    }
    if (offset < chunk.length) this.#keep(chunk, offset);
  }

  /** Fills the frame begun by earlier chunks; returns how much of `chunk` that took. */
  #complete(chunk: Buffer): number {
    let taken = 0;
    if (this.#partial.length === LENGTH_BYTES) {
      taken = this.#fill(chunk, 0, LENGTH_BYTES);
      if (this.#filled < LENGTH_BYTES) return taken;
      this.#grow(this.#frameBytes(this.#partial, 0));
    }
    taken += this.#fill(chunk, taken, this.#partial.length);
    if (this.#filled === this.#partial.length) {
      this.#filled = 0;
      this.#decode(this.#partial, LENGTH_BYTES, this.#partial.length);
    }
    return taken;
  }

  /** Starts a partial frame with what is left of a chunk. */
  #keep(chunk: Buffer, offset: number): void {
    const left = chunk.length - offset;
    this.#partial = Buffer.allocUnsafe(left < LENGTH_BYTES ? LENGTH_BYTES : this.#frameBytes(chunk, offset));
    this.#filled = 0;
    this.#fill(chunk, offset, this.#partial.length);
  }

  #fill(chunk: Buffer, from: number, upTo: number): number {
    const copied = chunk.copy(this.#partial, this.#filled, from, from + upTo - this.#filled);
    this.#filled += copied;
    return copied;
  }

  #grow(frameBytes: number): void {
    const whole = Buffer.allocUnsafe(frameBytes);
    this.#partial.copy(whole, 0, 0, this.#filled);
    this.#partial = whole;
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
    const header = buffer.subarray(from + LENGTH_BYTES, bodyAt);
    const body = bodyAt === end ? undefined : buffer.subarray(bodyAt, end);
    if (type === SERIALIZE_TYPE.JSON) this.#sink(decodeJsonHeader(header, body), 'JSON');
    else if (type === SERIALIZE_TYPE.ROCKETMQ) this.#sink(decodeBinaryHeader(header, body), 'ROCKETMQ');
    else throw new FrameError('FRAME_MALFORMED', `a frame has the unknown serialize type ${type}`);
  }
}
