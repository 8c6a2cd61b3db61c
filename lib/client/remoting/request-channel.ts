/**
 * The requests of one connection, out and back: numbers each, writes its frame, and hands the answer to who waits for it.
 * Who waits has a place in a ring that the correlation id names, so that an answer is looked up nowhere; an id whose place
 * is still taken is passed over, as ids are this side's to choose. Decides nothing about the connection's life.
 */
import type { EventEmitter } from 'node:events';
import { CHANNELS } from '../diagnostics/channels.js';
import { FrameDecoder } from '../protocol/frame-decoder.js';
import { COMMAND_FLAG, type RemotingCommand } from '../protocol/remoting-command.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import type { ChannelOwner, ChannelParts } from './channel-parts.js';
import type { ConnectionSettings } from './connection-settings.js';
import type { DeadlineTimer } from './deadline-timer.js';
import type { HeldOwner } from './held-requests.js';
import { nextOnewayOpaque, opaqueAge } from './opaque.js';
import { RequestGate } from './request-gate.js';
import type { RequestHooks } from './request-hooks.js';
import { type OutgoingRequest, RequestWriter } from './request-writer.js';
import type { ResponseWaiter } from './response-waiter.js';
import type { HookedRequest } from './rpc-hook.js';
import type { HandOver, WriteQueue } from './write-queue.js';

const { requestStart, requestEnd, requestError } = CHANNELS;
const FIRST_PLACES = 64;

/** Tells of what a socket has read into its own buffer; called by Node as a method of that socket (option `onread`). */
export function emitChunk(this: unknown, bytes: number, buffer: Uint8Array): boolean {
  // oxlint-disable-next-line oxc/no-this-in-exported-function -- that is what it is called on
  (this as EventEmitter).emit('data', buffer.subarray(0, bytes));
  return true;
}

export class RequestChannel {
  /** It takes requests. The owner's to end. */
  isOpen = true;
  /** Nothing was heard of the peer when it was waited for. The owner's to say. */
  isSilent = false;
  /** When bytes arrived last, by the client's clock. */
  receivedAt = -Infinity;
  /** Frames received so far; 0 for a peer that never spoke the protocol. */
  received = 0;
  /** The protocol version that the peer announced in its last frame; `undefined` until it sent one. */
  peerVersion: number | undefined;

  readonly #settings: ConnectionSettings;
  readonly #writes: WriteQueue;
  readonly #hooks: RequestHooks;
  readonly #deadlines: DeadlineTimer;
  readonly #owner: ChannelOwner;
  readonly #writer: RequestWriter;
  readonly #gate: RequestGate<ResponseWaiter>;
  readonly #onewayGate: RequestGate<HandOver>;
  readonly #decoder: FrameDecoder;
  /** At most half of the places are taken, so that hardly an id is passed over. */
  #waiters: (ResponseWaiter | undefined)[] = emptyPlaces(FIRST_PLACES);
  /** Whose place it is, or was last. */
  #opaques = new Int32Array(FIRST_PLACES);
  #mask = FIRST_PLACES - 1;
  #size = 0;
  #lastOpaque = 0;
  #onewayOpaque = nextOnewayOpaque(-1);

  constructor(socket: EventEmitter, { settings, writes, hooks, deadlines, owner }: ChannelParts) {
    this.#settings = settings;
    this.#writes = writes;
    this.#hooks = hooks;
    this.#deadlines = deadlines;
    this.#owner = owner;
    this.#writer = new RequestWriter(owner.address, writes, settings);
    const { requestLimit, onewayLimit } = settings;
    const gate = { connection: owner, hooks };
    this.#gate = new RequestGate({ ...gate, limit: requestLimit, write: (...call) => this.#write(...call) });
    this.#onewayGate = new RequestGate({ ...gate, limit: onewayLimit, write: (...call) => this.#writeOneway(...call) });
    this.#decoder = new FrameDecoder((command) => this.#receive(command), settings.maxFrameBytes);
    socket.on('data', (chunk: Buffer) => this.#decode(chunk));
  }

  /** Requests that wait for an answer. */
  get size(): number {
    return this.#size;
  }

  /** Only while it is open. Throws, and tells the waiter nothing, as `Connection.request()`. */
  request(request: OutgoingRequest, waiter: ResponseWaiter): void {
    this.#pass(this.#gate, request, waiter);
  }

  /** Only while it is open. Throws, and tells nobody, as `Connection.oneway()`. */
  oneway(request: OutgoingRequest, handOver: HandOver): void {
    this.#pass(this.#onewayGate, request, handOver);
  }

  /** Hands an answer to who waits for it; returns false when nobody does any more: it came after its deadline. */
  settle(response: RemotingCommand): boolean {
    const { opaque } = response;
    const place = opaque & this.#mask;
    const waiter = this.#waiters[place];
    if (waiter === undefined || this.#opaques[place] !== opaque) return false;
    this.#waiters[place] = undefined;
    this.#size -= 1;
    const limit = this.#settings.requestLimit;
    if (limit.isBusy) limit.giveBack(1);
    else limit.inFlight -= 1;
    waiter.onResponse(response, this.receivedAt);
    return true;
  }

  /** Fails those whose deadline has passed; returns the earliest deadline left, `Infinity` for none. */
  expire(now: number, errorFor: (waiter: ResponseWaiter) => Error): number {
    for (const waiter of this.#takeOut(({ deadlineAt }) => deadlineAt <= now)) {
      this.#settings.requestLimit.giveBack(1);
      waiter.onFailure(errorFor(waiter));
    }
    let earliest = Infinity;
    for (const waiter of this.#waiters) if (waiter !== undefined) earliest = Math.min(earliest, waiter.deadlineAt);
    return earliest;
  }

  /** Fails all that wait for an answer, in the order in which they were sent. */
  failAll(error: Error): void {
    const waiters = this.#takeOut(() => true);
    this.#settings.requestLimit.giveBack(waiters.length);
    for (const waiter of waiters) waiter.onFailure(error);
  }

  /** What has no hooks, and need not wait for a permit, goes past the gate. */
  #pass<O extends HeldOwner>(gate: RequestGate<O>, request: OutgoingRequest, owner: O): void {
    const { limit } = gate;
    if (this.#settings.rpcHooks.length > 0 || limit.inFlight >= limit.max) {
      gate.pass(request, owner);
      return;
    }
    limit.inFlight += 1;
    try {
      gate.write(request, undefined, owner);
    } catch (error) {
      limit.giveBack(1);
      throw error;
    }
  }

  #write(request: OutgoingRequest, hooked: HookedRequest | undefined, waiter: ResponseWaiter): void {
    const isIdle = this.#size === 0;
    do this.#lastOpaque = (this.#lastOpaque + 1) & 0x7fff_ffff;
    while (this.#waiters[this.#lastOpaque & this.#mask] !== undefined);
    const opaque = this.#lastOpaque;
    const isWritten = hooked === undefined && this.#writePlain(request, opaque, COMMAND_FLAG.REQUEST);
    const pending = isWritten
      ? waiter
      : this.#writer.write(request, hooked, opaque, this.#hooks.waiterFor(waiter, hooked));
    this.#keep(opaque, pending);
    const { deadlineAt } = waiter;
    if (deadlineAt < this.#deadlines.armedFor) this.#deadlines.note(deadlineAt);
    this.#writes.endFrame(request.body, isIdle, deadlineAt);
  }

  #writeOneway(request: OutgoingRequest, hooked: HookedRequest | undefined, handOver: HandOver): void {
    const opaque = nextOnewayOpaque(this.#onewayOpaque);
    this.#onewayOpaque = opaque;
    const isWritten = hooked === undefined && this.#writePlain(request, opaque, COMMAND_FLAG.ONEWAY_REQUEST);
    const waiting = isWritten ? handOver : this.#writer.write(request, hooked, opaque, handOver);
    if (handOver.deadlineAt < this.#deadlines.armedFor) this.#deadlines.note(handOver.deadlineAt);
    this.#writes.endOnewayFrame(request.body, this.#size === 0, waiting);
  }

  /** By the request's template, which neither hooks nor subscribers can look into; false for a request without. */
  #writePlain(request: OutgoingRequest, opaque: number, flag: number): boolean {
    const { template, body } = request;
    if (
      template === undefined ||
      requestStart.hasSubscribers ||
      requestEnd.hasSubscribers ||
      requestError.hasSubscribers
    )
      return false;
    const writer = this.#writes.beginFrame();
    const frameStart = writer.offset;
    try {
      return template.write(writer, opaque, flag, request, body === undefined ? 0 : body.length);
    } catch (error) {
      this.#writes.abandonFrame(frameStart);
      throw error;
    }
  }

  #keep(opaque: number, waiter: ResponseWaiter): void {
    // A subscriber may have sent so much in between that the place is taken.
    while (this.#size * 2 >= this.#mask || this.#waiters[opaque & this.#mask] !== undefined) this.#grow();
    this.#waiters[opaque & this.#mask] = waiter;
    this.#opaques[opaque & this.#mask] = opaque;
    this.#size += 1;
  }

  #decode(chunk: Buffer): void {
    this.receivedAt = this.#settings.clock.now();
    if (this.isSilent) this.#owner.onHeard();
    try {
      this.#decoder.push(chunk);
    } catch (error) {
      this.#owner.onMalformed(error as Error);
    }
  }

  #receive(command: RemotingCommand): void {
    this.received += 1;
    this.peerVersion = command.version;
    const isAnswer = (command.flag & COMMAND_FLAG.RESPONSE) !== 0 && command.code !== RESPONSE_CODE.GO_AWAY;
    if (!isAnswer || !this.settle(command)) this.#owner.onOther(command);
    else if (!this.isOpen) this.#owner.onLastAnswers();
  }

  /** The oldest first. */
  #takeOut(isDue: (waiter: ResponseWaiter) => boolean): readonly ResponseWaiter[] {
    const due: { readonly age: number; readonly waiter: ResponseWaiter }[] = [];
    for (const [place, waiter] of this.#waiters.entries()) {
      if (waiter === undefined || !isDue(waiter)) continue;
      this.#waiters[place] = undefined;
      due.push({ age: opaqueAge(this.#opaques[place] as number, this.#lastOpaque), waiter });
    }
    this.#size -= due.length;
    return due.toSorted((a, b) => b.age - a.age).map(({ waiter }) => waiter);
  }

  #grow(): void {
    const places = (this.#mask + 1) * 2;
    const waiters = emptyPlaces(places);
    const opaques = new Int32Array(places);
    for (const [place, waiter] of this.#waiters.entries()) {
      if (waiter === undefined) continue;
      const opaque = this.#opaques[place] as number;
      waiters[opaque & (places - 1)] = waiter;
      opaques[opaque & (places - 1)] = opaque;
    }
    this.#waiters = waiters;
    this.#opaques = opaques;
    this.#mask = places - 1;
  }
}

function emptyPlaces(count: number): (ResponseWaiter | undefined)[] {
  return Array.from({ length: count }, () => undefined);
}
