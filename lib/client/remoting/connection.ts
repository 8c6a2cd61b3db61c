/**
 * One connected socket and what its life decides: state, deadlines, what its peer asks for or keeps silent about. The requests
 * themselves are its channel's. Decides nothing about retries, and a time-out closes it only if the client wants that.
 * Source: client behaviour E.4, E.5, E.7, E.9.
 */
import { ConnectionClosedError, RequestTimeoutError } from '../errors/transport-errors.js';
import { writeFrameStart } from '../protocol/frame-encoder.js';
import { isResponse, type RemotingCommand } from '../protocol/remoting-command.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import type { ChannelOwner } from './channel-parts.js';
import type { ConnectionSettings } from './connection-settings.js';
import { type ConnectionState, nextState } from './connection-state.js';
import { DeadlineTimer } from './deadline-timer.js';
import type { DialledSocket } from './dial.js';
import { UnexpectedAnswers } from './unexpected-answers.js';
import { RequestChannel } from './request-channel.js';
import { RequestHooks } from './request-hooks.js';
import { serveRequest } from './request-processors.js';
import type { OutgoingRequest } from './request-writer.js';
import type { ResponseWaiter } from './response-waiter.js';
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

export class Connection implements ChannelOwner {
  readonly address: string;
  /** For who sends so much that a call counts; its `isOpen` says whether the connection is ready. */
  readonly channel: RequestChannel;
  readonly #socket: DialledSocket;
  readonly #settings: ConnectionSettings;
  readonly #owner: ConnectionOwner;
  readonly #writes: WriteQueue;
  readonly #hooks: RequestHooks;
  readonly #deadlines: DeadlineTimer;
  readonly #openedAt: number;
  readonly #unexpected: UnexpectedAnswers;
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
    this.#writes = new WriteQueue(socket, settings.onewayLimit);
    this.#hooks = new RequestHooks(address, settings, () => this.#endIfDone());
    this.#deadlines = new DeadlineTimer(settings.clock, (now) => this.#expire(now));
    this.#openedAt = settings.clock.now();
    this.#unexpected = new UnexpectedAnswers({
      onOnewayRejected: (response) => settings.onOnewayRejected(address, response),
    });
    const [writes, hooks, deadlines] = [this.#writes, this.#hooks, this.#deadlines];
    this.channel = new RequestChannel(socket, { settings, writes, hooks, deadlines, owner: this });
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
    return this.#unexpected.late;
  }

  /** Answers to one-way requests, which ask for none: a busy broker refuses some of them aloud. */
  get onewayAnswers(): number {
    return this.#unexpected.oneway;
  }

  /** Frames received so far; 0 for a peer that never spoke the protocol. */
  get received(): number {
    return this.channel.received;
  }

  /** The protocol version that the peer announced in its last frame; `undefined` until it sent one. */
  get peerVersion(): number | undefined {
    return this.channel.peerVersion;
  }

  get inFlight(): number {
    return this.channel.size + this.#hooks.heldAnswers;
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
    this.channel.request(request, waiter);
  }

  /** Writes a one-way request, or queues it; `handOver` hears when the socket has it. Throws as {@link request}. */
  oneway(request: OutgoingRequest, handOver: HandOver): void {
    this.#refuseUnlessReady();
    this.channel.oneway(request, handOver);
  }

  /** Takes no more requests; closes when those that wait are answered or have timed out. */
  retire(reason: string): void {
    if (this.#state !== 'ready') return;
    this.#become('retired');
    this.#setSilent(false);
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
    this.#become('draining');
    const error = new ConnectionClosedError(this.address, reason);
    this.#leaveQueues(error);
    this.channel.failAll(error);
    this.#hooks.failAnswers(error);
    this.#writes.end();
  }

  /** Closes at once; every pending request fails in this tick. */
  close(reason: string, cause?: Error): void {
    if (this.#state === 'closed') return;
    this.#become('closed');
    this.#deadlines.cancel();
    this.#setSilent(false);
    this.#socket.destroy();
    const error = new ConnectionClosedError(this.address, reason, cause === undefined ? undefined : { cause });
    this.#owner.onClosed(this, error);
    this.#leaveQueues(error);
    this.#writes.fail(error);
    this.channel.failAll(error);
    this.#endIfDone();
  }

  onHeard(): void {
    this.#setSilent(false);
  }

  onMalformed(error: Error): void {
    this.close(`it sent what is no remoting frame (${error.message})`, error);
  }

  onLastAnswers(): void {
    this.#endIfDone();
  }

  onOther(command: RemotingCommand): void {
    if (!isResponse(command)) {
      this.#answer(command);
      return;
    }
    const isLeft = command.code === RESPONSE_CODE.GO_AWAY && this.#settings.reconnectOnGoAway;
    // Before its waiter hears of it, so that what the waiter does next finds a new connection.
    if (isLeft) this.retire('the server shuts down and answered GO_AWAY');
    if (!this.channel.settle(command)) this.#unexpected.note(command);
    this.#endIfDone();
  }

  #refuseUnlessReady(): void {
    if (this.#state !== 'ready') throw new ConnectionClosedError(this.address, `it is ${this.#state}`);
  }

  #become(state: ConnectionState): void {
    this.#state = nextState(this.#state, state);
    this.channel.isOpen = this.#state === 'ready';
  }

  #setSilent(isSilent: boolean): void {
    if (isSilent === this.channel.isSilent) return;
    this.channel.isSilent = isSilent;
    this.#owner.onSilence(this, isSilent);
  }

  #leaveQueues(error: ConnectionClosedError): void {
    this.#hooks.failRequests(error);
    this.#settings.requestLimit.leave(this, error);
    this.#settings.onewayLimit.leave(this, error);
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
      if (sentAt >= this.channel.receivedAt) this.#setSilent(true);
      return new RequestTimeoutError(this.address, now - sentAt);
    };
    const requestTimeout = (waiter: ResponseWaiter): Error => {
      sweep.isTooSlow ||= this.#settings.closeOnTimeout && hasWaitedLong(waiter, this.#openedAt, now);
      // Before the waiter hears of it: what it does next must not land here.
      if (sweep.isTooSlow) this.retire('a request timed out');
      return timeout(waiter);
    };
    const next = Math.min(this.channel.expire(now, requestTimeout), this.#writes.expire(now, timeout));
    if (sweep.isTooSlow) this.close('a request timed out (closeConnectionOnTimeout)');
    this.#endIfDone();
    return next;
  }
}
