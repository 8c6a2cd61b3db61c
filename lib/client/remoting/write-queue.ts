/**
 * Frames on their way into one socket: those of one event-loop turn leave in one write, the first one at once when
 * nothing is in flight. Stops while the socket is full and goes on at `drain`; frames whose deadline passes meanwhile are
 * dropped, or a peer that takes nothing would fill the memory, and get later what has been sent elsewhere by then.
 *
 *     | handed to the socket | written, waits for the turn's end | free |
 *     0                      #from                       writer.offset
 */
import type { Writable } from 'node:stream';
import { ByteWriter } from '../protocol/byte-writer.js';
import { HeldFrames } from './held-frames.js';
import type { InFlightLimit } from './in-flight-limit.js';

/** Who wants to know that a frame was handed to the socket, or that it was not: closed, or full until the deadline. */
export interface HandOver {
  /** When the frame was written, by the client's clock. */
  readonly sentAt: number;
  readonly deadlineAt: number;
  /** It has ended already: a frame that still waits for a permit need not be written. */
  readonly isSettled?: boolean;
  onHandedOver(): void;
  onFailure(error: Error): void;
}

/** Memory that is not written to costs nothing, so a slab takes what a busy turn writes. */
const SLAB_BYTES = 262_144;
/** Slabs that are kept for the next turn. */
const MOST_SPARE_SLABS = 4;
/** Below this much room a new slab begins, so that a frame seldom has to move. */
const LEAST_ROOM = 2048;
/** Larger bodies are not copied but handed on by reference. */
const LARGEST_COPIED_BODY = 16_384;
/** Bodies of one-way frames whose senders go on before the turn's end; then the loop turns, or its timers would starve. */
const MOST_EARLY_BYTES = 131_072;
/** About what a frame has besides its body. */
const FRAME_START_BYTES = 256;

export class WriteQueue {
  readonly #socket: Writable;
  readonly #limit: InFlightLimit;
  #writer = new ByteWriter(SLAB_BYTES);
  #from = 0;
  /** Slabs in front of the writer's that the socket may still read from, and such that it does not. */
  #fullSlabs: ByteWriter[] = [];
  #spareSlabs: ByteWriter[] = [];
  /** Slices and bodies in front of what the writer holds. */
  #chunks: Uint8Array[] = [];
  #chunkBytes = 0;
  /** All frames that wait while the socket is full; none while it is not. */
  readonly #held = new HeldFrames();
  #handOvers: HandOver[] = [];
  #isFull = false;
  #turn: NodeJS.Immediate | undefined;
  #earlyBytes = 0;
  readonly #endTurn = (): void => {
    this.#turn = undefined;
    this.#flush();
  };

  /** @param limit - takes back the permit of each hand-over, before its owner is told */
  constructor(socket: Writable, limit: InFlightLimit) {
    this.#socket = socket;
    this.#limit = limit;
    socket.on('drain', () => this.#goOn());
  }

  /** Where to write the next frame's start; {@link endFrame} follows in the same call stack. */
  beginFrame(): ByteWriter {
    const writer = this.#writer;
    const { offset } = writer;
    // Nothing waits here, nor for a full socket, and that has written everything: all slabs are free.
    const isEmpty = offset === this.#from && this.#chunks.length === 0 && !this.#isFull;
    if (isEmpty && offset > 0 && this.#socket.writableLength === 0) {
      this.#from = 0;
      writer.offset = 0;
      if (this.#fullSlabs.length > 0) this.#spareSlabs = this.#fullSlabs.splice(0);
    } else if (writer.buffer.length - offset < LEAST_ROOM) this.#newSlab();
    return this.#writer;
  }

  /** Takes back a frame that could not be written whole. */
  abandonFrame(frameStart: number): void {
    this.#writer.offset = frameStart;
  }

  /**
   * @param isIdle - nothing is in flight: the frame leaves now, not at the end of the turn
   * @param deadlineAt - when nobody wants the frame sent any more
   */
  endFrame(body: Uint8Array | undefined, isIdle: boolean, deadlineAt: number): void {
    if (body !== undefined) this.#addBody(body);
    if (this.#isFull) {
      this.#held.add(this.#chunkBytes + this.#writer.offset - this.#from, deadlineAt);
      return;
    }
    if (isIdle && this.#turn === undefined) this.#flush();
    this.#turn ??= setImmediate(this.#endTurn);
  }

  /**
   * As {@link endFrame}, for a frame that gets no answer. It is handed over once nothing but the end of this turn stands
   * between it and the socket: then its sender may go on in the same turn, until that has enough to write.
   */
  endOnewayFrame(body: Uint8Array | undefined, isIdle: boolean, handOver: HandOver): void {
    const isEarly = !this.#isFull && this.#earlyBytes < MOST_EARLY_BYTES;
    if (isEarly) this.#earlyBytes += FRAME_START_BYTES + (body === undefined ? 0 : body.length);
    else this.#handOvers.push(handOver);
    this.endFrame(body, isIdle, handOver.deadlineAt);
    if (!isEarly) return;
    this.#limit.giveBack(1);
    handOver.onHandedOver();
  }

  /**
   * Drops the frames that a full socket has not taken by their deadline, fails those who wait for the hand-over of one, and
   * returns the earliest deadline left of these.
   */
  expire(now: number, errorFor: (handOver: HandOver) => Error): number {
    if (this.#isFull) this.#dropHeld(now);
    if (this.#handOvers.length === 0) return Infinity;
    const due = this.#handOvers.filter(({ deadlineAt }) => deadlineAt <= now);
    this.#handOvers = this.#handOvers.filter(({ deadlineAt }) => deadlineAt > now);
    this.#limit.giveBack(due.length);
    for (const handOver of due) handOver.onFailure(errorFor(handOver));
    return this.#handOvers.reduce((earliest, { deadlineAt }) => Math.min(earliest, deadlineAt), Infinity);
  }

  /** Hands everything to the socket, full or not, and ends its writing side. */
  end(): void {
    this.#goOn();
    this.#socket.end();
  }

  /** Drops what the socket has not got; whoever waits for the hand-over gets the error. */
  fail(error: Error): void {
    clearImmediate(this.#turn);
    this.#isFull = true;
    this.#takeChunks();
    this.#held.clear();
    this.#from = this.#writer.offset;
    for (const handOver of this.#takeHandOvers()) handOver.onFailure(error);
  }

  #dropHeld(now: number): void {
    this.#cutSlice();
    for (const chunk of this.#held.dropDue(now, this.#takeChunks())) this.#addChunk(chunk);
  }

  #goOn(): void {
    this.#isFull = false;
    this.#held.clear();
    this.#flush();
  }

  #takeHandOvers(): HandOver[] {
    const handOvers = this.#handOvers.splice(0);
    this.#limit.giveBack(handOvers.length);
    return handOvers;
  }

  #addBody(body: Uint8Array): void {
    if (body.length > LARGEST_COPIED_BODY) {
      this.#cutSlice();
      this.#addChunk(body);
      return;
    }
    const writer = this.#writer;
    if (writer.buffer.length - writer.offset < body.length) writer.reserve(body.length);
    writer.buffer.set(body, writer.offset);
    writer.offset += body.length;
  }

  #cutSlice(): void {
    if (this.#writer.offset === this.#from) return;
    this.#addChunk(this.#writer.buffer.subarray(this.#from, this.#writer.offset));
    this.#from = this.#writer.offset;
  }

  #addChunk(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
  }

  #takeChunks(): Uint8Array[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#chunkBytes = 0;
    return chunks;
  }

  #newSlab(): void {
    this.#cutSlice();
    if (this.#fullSlabs.length < MOST_SPARE_SLABS) this.#fullSlabs.push(this.#writer);
    this.#writer = this.#spareSlabs.pop() ?? new ByteWriter(SLAB_BYTES);
    this.#writer.offset = 0;
    this.#from = 0;
  }

  #flush(): void {
    if (this.#isFull) return;
    this.#earlyBytes = 0;
    this.#cutSlice();
    if (this.#chunks.length === 0) return;
    this.#isFull = !this.#write(this.#takeChunks());
    if (this.#handOvers.length > 0) for (const handOver of this.#takeHandOvers()) handOver.onHandedOver();
  }

  #write(chunks: readonly Uint8Array[]): boolean {
    const [first] = chunks;
    if (chunks.length === 1) return this.#socket.write(first);
    this.#socket.cork();
    let hasRoom = true;
    for (const chunk of chunks) hasRoom = this.#socket.write(chunk);
    this.#socket.uncork();
    return hasRoom;
  }
}
