/**
 * One connected socket and everything that belongs to it: decoder, pending requests, write queue, state.
 * Takes requests and hands answers to their waiters; decides nothing about retries, and a time-out closes it only if the
 * client wants that. Source: client behaviour E.4, E.5, E.7, E.9.
 */
import { ConnectionClosedError, RequestTimeoutError } from '../errors/transport-errors.js';
import { FrameDecoder } from '../protocol/frame-decoder.js';
import { writeFrameStart } from '../protocol/frame-encoder.js';
import { isResponse, type RemotingCommand } from '../protocol/remoting-command.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import type { ConnectionSettings } from './connection-settings.js';
import { type ConnectionState, nextState } from './connection-state.js';
import { DeadlineTimer } from './deadline-timer.js';
import type { DialledSocket } from './dial.js';
import { PeerRecord } from './peer-record.js';
import { PendingRequests, type ResponseWaiter } from './pending-requests.js';
import { type GateWrite, RequestGate } from './request-gate.js';
import { RequestHooks } from './request-hooks.js';
import { serveRequest } from './request-processors.js';
import { type OutgoingRequest, RequestWriter } from './request-writer.js';
import type { HookedRequest } from './rpc-hook.js';
import { hasWaitedLong } from './slow-answer.js';
import { type HandOver, WriteQueue } from './write-queue.js';

/** Who made a connection. Hears once of each turn that its life takes. */
export interface ConnectionOwner {
  /** It takes no more requests, and closes when those that wait are answered. */
  onRetired(connection: Connection, reason: Error): void;
  /**
   * A request got no answer in its time, and nothing at all has arrived since it was written: the other side may be frozen,
   * or the network gone. Ends with the next bytes that arrive.
   */
  onSilence(connection: Connection, isSilent: boolean): void;
  onClosed(connection: Connection, error: ConnectionClosedError): void;
}

export class Connection {
  readonly address: string;
  readonly #socket: DialledSocket;
  readonly #settings: ConnectionSettings;
  readonly #owner: ConnectionOwner;
  readonly #pending: PendingRequests;
  readonly #writes: WriteQueue;
  readonly #hooks: RequestHooks;
  readonly #gate: RequestGate<ResponseWaiter>;
  readonly #onewayGate: RequestGate<HandOver>;
  readonly #requests: RequestWriter;
  readonly #decoder: FrameDecoder;
  readonly #deadlines: DeadlineTimer;
  readonly #openedAt: number;
  readonly #peer: PeerRecord;
  /** Resolves when the connection is closed, for whatever reason, and no hook looks at one of its answers any more. */
  readonly closed: Promise<void>;
  #settleClosed: () => void = () => {};
  #state: ConnectionState = 'ready';

  constructor(address: string, socket: DialledSocket, settings: ConnectionSettings, owner: ConnectionOwner) {
    this.address = address;
    this.#socket = socket;
    this.#settings = settings;
    this.#owner = owner;
    this.closed = new Promise((resolve) => (this.#settleClosed = resolve));
    const { requestLimit, onewayLimit } = settings;
    this.#pending = new PendingRequests(requestLimit);
    this.#writes = new WriteQueue(socket, onewayLimit);
    this.#hooks = new RequestHooks(address, settings, () => this.#endIfDone());
    const gate = { connection: this, hooks: this.#hooks };
    const write: GateWrite<ResponseWaiter> = (request, hooked, waiter) => this.#write(request, hooked, waiter);
    const writeOneway: GateWrite<HandOver> = (request, hooked, taker) => this.#writeOneway(request, hooked, taker);
    this.#gate = new RequestGate({ ...gate, limit: requestLimit, write });
    this.#onewayGate = new RequestGate({ ...gate, limit: onewayLimit, write: writeOneway });
    this.#requests = new RequestWriter(address, this.#writes, settings);
    this.#decoder = new FrameDecoder((command) => this.#receive(command), settings.maxFrameBytes);
    this.#deadlines = new DeadlineTimer(settings.clock, (now) => this.#expire(now));
    this.#openedAt = settings.clock.now();
    this.#peer = new PeerRecord({
      onSilence: (isSilent) => owner.onSilence(this, isSilent),
      onOnewayRejected: (response) => settings.onOnewayRejected(address, response),
    });
    socket.on('data', (chunk: Buffer) => this.#decode(chunk));
    socket.on('error', (error) => this.close(error.message, error));
    socket.on('close', () => this.close('the other side or the network ended it'));
    const idle = `nothing was read or written for ${settings.idleTimeoutMs} ms`;
    socket.setTimeout(settings.idleTimeoutMs, () => this.close(idle));
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Answers that came after their request's deadline: counted and dropped. */
  get lateAnswers(): number {
    return this.#peer.lateAnswers;
  }

  /** Answers to one-way requests, which ask for none: a busy broker refuses some of them aloud. */
  get onewayAnswers(): number {
    return this.#peer.onewayAnswers;
  }

  /** Frames received so far; 0 for a peer that never spoke the protocol. */
  get received(): number {
    return this.#peer.received;
  }

  /** The protocol version that the peer announced in its last frame; `undefined` until it sent one. */
  get peerVersion(): number | undefined {
    return this.#peer.version;
  }

  get inFlight(): number {
    return this.#pending.size + this.#hooks.heldAnswers;
  }

  /**
   * Writes a request, or queues it if too many are under way; the waiter hears of it later, never within this call. Only
   * on a `ready` connection.
   *
   * @throws {ConnectionClosedError} CONNECTION_CLOSED - the connection is not ready any more
   * @throws what a hook threw, or a RangeError for a header that no frame can hold; the waiter is not called then
   */
  request(request: OutgoingRequest, waiter: ResponseWaiter): void {
    this.#refuseUnlessReady();
    this.#gate.pass(request, waiter);
  }

  /** Writes a one-way request, or queues it; `handOver` hears when the socket has it. Throws as {@link request}. */
  oneway(request: OutgoingRequest, handOver: HandOver): void {
    this.#refuseUnlessReady();
    this.#onewayGate.pass(request, handOver);
  }

  /** Takes no more requests; closes when those that wait are answered or have timed out. */
  retire(reason: string): void {
    if (this.#state !== 'ready') return;
    this.#state = nextState(this.#state, 'retired');
    this.#peer.setSilent(false);
    const error = new ConnectionClosedError(this.address, reason);
    this.#owner.onRetired(this, error);
    this.#leaveQueues(error);
    this.#endIfDone();
  }

  /** Takes no more requests and fails those that wait; closes when the socket has everything that was written. */
  end(reason: string): void {
    // They outlive a connection that was lost, but not the client.
    if (this.#state === 'closed') this.#hooks.failAnswers(new ConnectionClosedError(this.address, reason));
    if (this.#state !== 'ready' && this.#state !== 'retired') return;
    this.#state = nextState(this.#state, 'draining');
    const error = new ConnectionClosedError(this.address, reason);
    this.#leaveQueues(error);
    this.#pending.failAll(error);
    this.#hooks.failAnswers(error);
    this.#writes.end();
  }

  /** Closes at once; every pending request fails in this tick. */
  close(reason: string, cause?: Error): void {
    if (this.#state === 'closed') return;
    this.#state = nextState(this.#state, 'closed');
    this.#deadlines.cancel();
    this.#peer.setSilent(false);
    this.#socket.destroy();
    const error = new ConnectionClosedError(this.address, reason, cause === undefined ? undefined : { cause });
    this.#owner.onClosed(this, error);
    this.#leaveQueues(error);
    this.#writes.fail(error);
    this.#pending.failAll(error);
    this.#endIfDone();
  }

  #refuseUnlessReady(): void {
    if (this.#state !== 'ready') throw new ConnectionClosedError(this.address, `it is ${this.#state}`);
  }

  #leaveQueues(error: ConnectionClosedError): void {
    this.#hooks.failRequests(error);
    this.#settings.requestLimit.leave(this, error);
    this.#settings.onewayLimit.leave(this, error);
  }

  #write(request: OutgoingRequest, hooked: HookedRequest | undefined, waiter: ResponseWaiter): void {
    const isIdle = this.#pending.size === 0;
    const pending = this.#requests.write(request, hooked, this.#hooks.waiterFor(waiter, hooked));
    this.#pending.add(this.#requests.opaque, pending);
    this.#deadlines.note(waiter.deadlineAt);
    this.#writes.endFrame(request.body, isIdle, waiter.deadlineAt);
  }

  #writeOneway(request: OutgoingRequest, hooked: HookedRequest | undefined, handOver: HandOver): void {
    const waiting = this.#requests.writeOneway(request, hooked, handOver);
    this.#deadlines.note(handOver.deadlineAt);
    this.#writes.expectHandOver(waiting);
    this.#writes.endFrame(request.body, this.#pending.size === 0, handOver.deadlineAt);
  }

  #decode(chunk: Buffer): void {
    this.#peer.noteBytes(this.#settings.clock.now());
    try {
      this.#decoder.push(chunk);
    } catch (error) {
      this.close(`it sent what is no remoting frame (${(error as Error).message})`, error as Error);
    }
  }

  #receive(command: RemotingCommand): void {
    this.#peer.noteFrame(command);
    if (!isResponse(command)) {
      this.#answer(command);
      return;
    }
    const isLeft = command.code === RESPONSE_CODE.GO_AWAY && this.#settings.reconnectOnGoAway;
    // Before its waiter hears of it, so that what the waiter does next finds a new connection.
    if (isLeft) this.retire('the server shuts down and answered GO_AWAY');
    if (!this.#pending.settle(command.opaque, command)) this.#peer.noteUnexpected(command);
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#state === 'retired' && this.inFlight === 0) this.end('it is retired');
    if (this.#state === 'closed' && this.inFlight === 0) this.#settleClosed();
  }

  #answer(request: RemotingCommand): void {
    const response = serveRequest(request, this.address, this.#settings);
    if (response === undefined || this.#state === 'draining' || this.#state === 'closed') return;
    writeFrameStart(this.#writes.beginFrame(), response, this.#settings.headerFormat);
    this.#writes.endFrame(response.body, true, Infinity);
  }

  #expire(now: number): number {
    const sweep = { isTooSlow: false };
    const timeout = ({ sentAt }: { readonly sentAt: number }): Error => {
      this.#peer.noteUnanswered(sentAt);
      return new RequestTimeoutError(this.address, now - sentAt);
    };
    const requestTimeout = (waiter: ResponseWaiter): Error => {
      sweep.isTooSlow ||= this.#settings.closeOnTimeout && hasWaitedLong(waiter, this.#openedAt, now);
      // Before the waiter hears of it: what it does next must not land here.
      if (sweep.isTooSlow) this.retire('a request timed out');
      return timeout(waiter);
    };
    const next = Math.min(this.#pending.expire(now, requestTimeout), this.#writes.expire(now, timeout));
    if (sweep.isTooSlow) this.close('a request timed out (closeConnectionOnTimeout)');
    this.#endIfDone();
    return next;
  }
}
