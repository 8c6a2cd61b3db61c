/**
 * One connected socket and everything that belongs to it: decoder, pending requests, write queue, state.
 * Encodes requests and hands answers to their waiters; decides nothing about retries, and a time-out never closes it.
 * Source: client behaviour E.4, E.5, E.7.
 */
import { ConnectionClosedError, RequestTimeoutError } from '../errors/transport-errors.js';
import { FrameDecoder } from '../protocol/frame-decoder.js';
import { writeFrameStart, writeRequestFrameStart } from '../protocol/frame-encoder.js';
import { encodeExtFields } from '../protocol/header-schema.js';
import {
  COMMAND_FLAG,
  type HeaderFormat,
  isOneway,
  isResponse,
  type RemotingCommand,
} from '../protocol/remoting-command.js';
import type { RequestDefinition } from '../protocol/requests.js';
import type { Clock } from './clock.js';
import { type ConnectionState, nextState } from './connection-state.js';
import type { DialledSocket } from './dial.js';
import { DeadlineTimer } from './deadline-timer.js';
import { HookedWaiter } from './hooked-waiter.js';
import { PendingRequests, type ResponseWaiter } from './pending-requests.js';
import { type CommandSender, processRequest, type RequestProcessors, responseTo } from './request-processors.js';
import type { HookedRequest, RPCHook } from './rpc-hook.js';
import { type HandOver, WriteQueue } from './write-queue.js';

/** What all connections of a client have in common. */
export interface ConnectionSettings {
  readonly clock: Clock;
  readonly sender: CommandSender;
  readonly headerFormat: HeaderFormat;
  readonly maxFrameBytes: number;
  readonly idleTimeoutMs: number;
  readonly rpcHooks: readonly RPCHook[];
  readonly processors: RequestProcessors;
  /** Hears when a connection falls silent, and when it is no longer. */
  readonly onSilence: (connection: Connection, isSilent: boolean) => void;
}

/** A request as its sender describes it. */
export interface OutgoingRequest {
  readonly definition: RequestDefinition;
  /** Any object that has the header's values under the schema's names. */
  readonly header: object;
  readonly body: Uint8Array | undefined;
}

/** Hears once that a connection is closed, and why. */
export type ClosedListener = (connection: Connection, error: ConnectionClosedError) => void;

export class Connection {
  readonly address: string;
  readonly #socket: DialledSocket;
  readonly #settings: ConnectionSettings;
  readonly #pending = new PendingRequests();
  readonly #writes: WriteQueue;
  readonly #decoder: FrameDecoder;
  readonly #deadlines: DeadlineTimer;
  readonly #onClosed: ClosedListener;
  /** Resolves when the connection is closed, for whatever reason. */
  readonly closed: Promise<void>;
  #settleClosed: () => void = () => {};
  #state: ConnectionState = 'ready';
  #opaque = 0;
  #lateAnswers = 0;
  #received = 0;
  #receivedAt = -Infinity;
  #isSilent = false;

  constructor(address: string, socket: DialledSocket, settings: ConnectionSettings, onClosed: ClosedListener) {
    this.address = address;
    this.#socket = socket;
    this.#settings = settings;
    this.#onClosed = onClosed;
    this.closed = new Promise((resolve) => (this.#settleClosed = resolve));
    this.#writes = new WriteQueue(socket);
    this.#decoder = new FrameDecoder((command) => this.#receive(command), settings.maxFrameBytes);
    this.#deadlines = new DeadlineTimer(settings.clock, (now) => this.#expire(now));
    socket.on('data', (chunk: Buffer) => this.#decode(chunk));
    socket.on('error', (error) => this.close(error.message, error));
    socket.on('close', () => this.close('the other side or the network ended it'));
    socket.setTimeout(settings.idleTimeoutMs, () =>
      this.close(`nothing was read or written for ${settings.idleTimeoutMs} ms`),
    );
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Answers that came after their request's deadline: counted and dropped. */
  get lateAnswers(): number {
    return this.#lateAnswers;
  }

  /** Frames received so far; 0 for a peer that never spoke the protocol. */
  get received(): number {
    return this.#received;
  }

  /**
   * A request got no answer in its time, and nothing at all has arrived since it was written: the other side may be frozen,
   * or the network gone. Ends with the next bytes that arrive.
   */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  get inFlight(): number {
    return this.#pending.size;
  }

  /**
   * Writes a request; the waiter hears of it later, never within this call. Only on a `ready` connection.
   *
   * @throws {ConnectionClosedError} CONNECTION_CLOSED - the connection is not ready any more
   * @throws what a hook threw, or a RangeError for a header that no frame can hold; the waiter is not called then
   */
  request(request: OutgoingRequest, waiter: ResponseWaiter): void {
    const hooked = this.#runHooks(request);
    this.#writeStart(request, COMMAND_FLAG.REQUEST, hooked);
    const isIdle = this.#pending.size === 0;
    this.#pending.add(this.#opaque, hooked === undefined ? waiter : this.#hookedWaiter(waiter, hooked));
    this.#deadlines.note(waiter.deadlineAt);
    this.#writes.endFrame(request.body, isIdle);
  }

  /** Writes a one-way request; `handOver` hears when the socket has it. Throws as {@link request}. */
  oneway(request: OutgoingRequest, handOver: HandOver): void {
    this.#writeStart(request, COMMAND_FLAG.ONEWAY_REQUEST, this.#runHooks(request));
    this.#deadlines.note(handOver.deadlineAt);
    this.#writes.endFrame(request.body, this.#pending.size === 0, handOver);
  }

  /** Takes no more requests and fails those that wait; closes when the socket has everything that was written. */
  end(reason: string): void {
    if (this.#state !== 'ready') return;
    this.#state = nextState(this.#state, 'draining');
    this.#pending.failAll(new ConnectionClosedError(this.address, reason));
    this.#writes.end();
  }

  /** Closes at once; every pending request fails in this tick. */
  close(reason: string, cause?: Error): void {
    if (this.#state === 'closed') return;
    this.#state = nextState(this.#state, 'closed');
    this.#deadlines.cancel();
    this.#setSilent(false);
    this.#socket.destroy();
    const error = new ConnectionClosedError(this.address, reason, cause === undefined ? undefined : { cause });
    this.#onClosed(this, error);
    this.#writes.fail(error);
    this.#pending.failAll(error);
    this.#settleClosed();
  }

  /** The request as the hooks left it. They run before its frame begins, as one of them may send a request itself. */
  #runHooks({ definition, header, body }: OutgoingRequest): HookedRequest | undefined {
    if (this.#state !== 'ready') throw new ConnectionClosedError(this.address, `it is ${this.#state}`);
    const { rpcHooks } = this.#settings;
    if (rpcHooks.length === 0) return undefined;
    const extFields = encodeExtFields(definition.requestFields, header);
    const hooked: HookedRequest = { code: definition.code, extFields, body };
    for (const hook of rpcHooks) hook.doBeforeRequest(this.address, hooked);
    return hooked;
  }

  /** Writes the frame up to its body. */
  #writeStart({ definition, header, body }: OutgoingRequest, flag: number, hooked: HookedRequest | undefined): void {
    const { sender, headerFormat } = this.#settings;
    this.#opaque = nextOpaque(this.#opaque);
    const head = { code: definition.code, ...sender, opaque: this.#opaque, flag, remark: undefined };
    const writer = this.#writes.beginFrame();
    const frameStart = writer.offset;
    try {
      if (hooked === undefined) {
        const frame = { head, fields: definition.requestFields, values: header, bodyBytes: body?.length ?? 0 };
        writeRequestFrameStart(writer, frame, headerFormat);
      } else {
        writeFrameStart(writer, { ...head, extFields: hooked.extFields, body }, headerFormat);
      }
    } catch (error) {
      this.#writes.abandonFrame(frameStart);
      throw error;
    }
  }

  #hookedWaiter(waiter: ResponseWaiter, request: HookedRequest): ResponseWaiter {
    return new HookedWaiter(waiter, { hooks: this.#settings.rpcHooks, address: this.address, request });
  }

  #decode(chunk: Buffer): void {
    this.#receivedAt = this.#settings.clock.now();
    this.#setSilent(false);
    try {
      this.#decoder.push(chunk);
    } catch (error) {
      this.close(`it sent what is no remoting frame (${(error as Error).message})`, error as Error);
    }
  }

  #receive(command: RemotingCommand): void {
    this.#received += 1;
    if (isResponse(command)) {
      if (!this.#pending.settle(command.opaque, command)) this.#lateAnswers += 1;
    } else {
      this.#answer(command);
    }
  }

  #answer(request: RemotingCommand): void {
    const { processors, sender, headerFormat } = this.#settings;
    const answer = processRequest(processors, request, this.address);
    if (answer === undefined || isOneway(request) || this.#state === 'closed') return;
    const response = responseTo(request, answer, sender);
    writeFrameStart(this.#writes.beginFrame(), response, headerFormat);
    this.#writes.endFrame(response.body, true);
  }

  #expire(now: number): number {
    const timeout = ({ sentAt }: { readonly sentAt: number }): Error => {
      if (sentAt >= this.#receivedAt) this.#setSilent(true);
      return new RequestTimeoutError(this.address, now - sentAt);
    };
    return Math.min(this.#pending.expire(now, timeout), this.#writes.expire(now, timeout));
  }

  #setSilent(isSilent: boolean): void {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.#settings.onSilence(this, isSilent);
  }
}

/** The correlation id that follows: a signed 32-bit number that wraps around. */
export function nextOpaque(opaque: number): number {
  return (opaque + 1) | 0;
}
