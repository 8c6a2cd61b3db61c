/**
 * One connection an address: dials when somebody needs it, shares a dial between all who wait for it, and keeps a
 * growing gap between dials to a dead address. Source: client behaviour E.2; the gap is ours.
 */
import { ConnectError } from '../errors/transport-errors.js';
import type { FrameTemplate } from '../protocol/frame-encoder.js';
import type { RequestDefinition } from '../protocol/requests.js';
import { type SendFrameFacts, SendFrameTemplate } from '../protocol/send-frame-template.js';
import { AddressLink, type ConnectionWaiter } from './address-link.js';
import { Connection } from './connection.js';
import type { ConnectionSettings } from './connection-settings.js';
import type { DialledSocket, Dialer } from './dial.js';
import { DeadlineTimer } from './deadline-timer.js';

export interface PoolSettings {
  readonly connection: ConnectionSettings;
  readonly dialer: Dialer;
  readonly connectTimeoutMs: number;
  /** Called for each connection that became ready, after those who waited for it. */
  readonly onConnected: (connection: Connection) => void;
  /** Called for each connection that has fallen silent, to ask it for a sign of life. */
  readonly onSilent: (connection: Connection) => void;
}

/** Counted over all connections of a client. */
export interface ConnectionCounts {
  /** Open now. */
  readonly connections: number;
  /** Answers that came after the deadline of their request: counted and dropped. */
  readonly lateAnswers: number;
  /** Answers to one-way requests, by which a busy broker refuses some of them. */
  readonly onewayAnswers: number;
}

/** What is known of an address without asking anybody. */
export type AddressStatus = 'unknown' | 'connecting' | 'connected' | 'failed';

export class ConnectionPool {
  readonly #settings: PoolSettings;
  readonly #links = new Map<string, AddressLink>();
  /** Every connection that is not through yet, also those that no link has any more while they wait for their last answers. */
  readonly #connections = new Set<Connection>();
  readonly #ended = { lateAnswers: 0, onewayAnswers: 0 };
  readonly #deadlines: DeadlineTimer;
  readonly #silent = new Set<string>();
  /** Addresses whose connection is open but has fallen silent; mostly empty. */
  readonly silentAddresses: ReadonlySet<string> = this.#silent;
  /** Who was asked something since the last {@link keepOnly}, be it on a route or not. */
  readonly #asked = new Set<string>();
  #isClosed = false;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
    this.#deadlines = new DeadlineTimer(settings.connection.clock, (now) => this.#expire(now));
  }

  /** What was counted over all connections there ever were. */
  get counts(): ConnectionCounts {
    let { lateAnswers, onewayAnswers } = this.#ended;
    let connections = 0;
    for (const connection of this.#connections) {
      if (connection.state !== 'closed') connections += 1;
      lateAnswers += connection.lateAnswers;
      onewayAnswers += connection.onewayAnswers;
    }
    return { connections, lateAnswers, onewayAnswers };
  }

  /** Whether a request that is answered with GO_AWAY may be sent again over a new connection. */
  get reconnectsOnGoAway(): boolean {
    return this.#settings.connection.reconnectOnGoAway;
  }

  /** The ready connection to an address, `undefined` if there is none now. */
  ready(address: string): Connection | undefined {
    return this.#links.get(address)?.connection;
  }

  /** For plain sends to one broker; `undefined` where headers are JSON. */
  sendTemplate(definition: RequestDefinition, facts: SendFrameFacts): FrameTemplate | undefined {
    const { headerFormat, sender } = this.#settings.connection;
    return headerFormat === 'ROCKETMQ' ? new SendFrameTemplate(definition, sender, facts) : undefined;
  }

  /** Lets `waiter` join the dial to an address, or starts one. */
  connect(address: string, waiter: ConnectionWaiter): void {
    if (this.#isClosed) {
      waiter.onFailure(new ConnectError(address, 'the client is closed'));
      return;
    }
    this.#link(address).join(waiter);
    this.#deadlines.note(waiter.deadlineAt);
  }

  /** Somebody asks an address that may be on no route that the client keeps: readers and admin calls look theirs up. */
  noteAsked(address: string): void {
    this.#asked.add(address);
  }

  status(address: string): AddressStatus {
    return this.#links.get(address)?.status ?? 'unknown';
  }

  /** Every address that has a ready connection. */
  readyAddresses(): string[] {
    return [...this.#links].filter(([, link]) => link.connection !== undefined).map(([address]) => address);
  }

  /**
   * Forgets every other address, unless somebody waits for a connection to it, or has asked it since the last call. Their
   * connections take no more requests and close when those under way are answered.
   */
  keepOnly(addresses: ReadonlySet<string>): void {
    for (const [address, link] of this.#links) {
      if (addresses.has(address) || this.#asked.has(address) || link.isAwaited) continue;
      this.#links.delete(address);
      link.close()?.retire('no route names its address any more');
    }
    this.#asked.clear();
  }

  /**
   * Fails who still waits, and ends all connections once what was written has left, or after `timeoutMs` in any case.
   */
  close(timeoutMs: number): Promise<void> {
    this.#isClosed = true;
    this.#deadlines.cancel();
    for (const link of this.#links.values()) link.close();
    const open = [...this.#connections];
    for (const connection of open) connection.end('the client closes');
    return this.#allClosed(open, timeoutMs);
  }

  async #allClosed(open: readonly Connection[], timeoutMs: number): Promise<void> {
    const timeout = this.#settings.connection.clock.setTimer(() => {
      for (const connection of open) connection.close('the client closes');
    }, timeoutMs);
    await Promise.all(open.map((connection) => connection.closed));
    timeout.cancel();
  }

  #link(address: string): AddressLink {
    let link = this.#links.get(address);
    if (link === undefined) {
      const { dialer, connectTimeoutMs, connection, onConnected } = this.#settings;
      link = new AddressLink(address, {
        clock: connection.clock,
        dial: (callbacks) => dialer(address, connectTimeoutMs, callbacks),
        open: (socket: DialledSocket, owner) =>
          this.#keepUntilClosed(new Connection(address, socket, connection, owner)),
        onConnected,
        onSilence: (silent, isSilent) => this.#noteSilence(silent, isSilent),
      });
      this.#links.set(address, link);
    }
    return link;
  }

  #noteSilence(connection: Connection, isSilent: boolean): void {
    if (!isSilent) {
      this.#silent.delete(connection.address);
      return;
    }
    this.#silent.add(connection.address);
    this.#settings.onSilent(connection);
  }

  #keepUntilClosed(connection: Connection): Connection {
    this.#connections.add(connection);
    void this.#countOnceClosed(connection);
    return connection;
  }

  async #countOnceClosed(connection: Connection): Promise<void> {
    await connection.closed;
    this.#connections.delete(connection);
    this.#ended.lateAnswers += connection.lateAnswers;
    this.#ended.onewayAnswers += connection.onewayAnswers;
  }

  #expire(now: number): number {
    let earliest = Infinity;
    for (const link of this.#links.values()) earliest = Math.min(earliest, link.expire(now));
    return earliest;
  }
}
