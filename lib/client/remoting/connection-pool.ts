/**
 * One connection an address: dials when somebody needs it, shares a dial between all who wait for it, and keeps a
 * growing gap between dials to a dead address. Source: client behaviour E.2; the gap is ours.
 */
import { ConnectError } from '../errors/transport-errors.js';
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

/** What is known of an address without asking anybody. */
export type AddressStatus = 'unknown' | 'connecting' | 'connected' | 'failed';

export class ConnectionPool {
  readonly #settings: PoolSettings;
  readonly #links = new Map<string, AddressLink>();
  /** Connections that no link has any more, while they wait for their last answers. */
  readonly #retired = new Set<Connection>();
  readonly #deadlines: DeadlineTimer;
  readonly #silent = new Set<string>();
  #isClosed = false;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
    this.#deadlines = new DeadlineTimer(settings.connection.clock, (now) => this.#expire(now));
  }

  /** Addresses whose connection is open but has fallen silent; mostly empty. */
  get silentAddresses(): ReadonlySet<string> {
    return this.#silent;
  }

  /** Whether a request that is answered with GO_AWAY may be sent again over a new connection. */
  get reconnectsOnGoAway(): boolean {
    return this.#settings.connection.reconnectOnGoAway;
  }

  /** The ready connection to an address, `undefined` if there is none now. */
  ready(address: string): Connection | undefined {
    return this.#links.get(address)?.connection;
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

  status(address: string): AddressStatus {
    return this.#links.get(address)?.status ?? 'unknown';
  }

  /** Every address that has a ready connection. */
  readyAddresses(): string[] {
    return [...this.#links].filter(([, link]) => link.connection !== undefined).map(([address]) => address);
  }

  /**
   * Forgets every other address, unless somebody waits for a connection to it. Their connections take no more requests
   * and close when those under way are answered.
   */
  keepOnly(addresses: ReadonlySet<string>): void {
    for (const [address, link] of this.#links) {
      if (addresses.has(address) || link.isAwaited) continue;
      this.#links.delete(address);
      link.close()?.retire('no route names its address any more');
    }
  }

  /**
   * Fails who still waits, and ends all connections once what was written has left, or after `timeoutMs` in any case.
   */
  close(timeoutMs: number): Promise<void> {
    this.#isClosed = true;
    this.#deadlines.cancel();
    const open = [...this.#links.values()].flatMap((link) => link.close() ?? []).concat([...this.#retired]);
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
        open: (socket: DialledSocket, owner) => new Connection(address, socket, connection, owner),
        onConnected,
        onSilence: (silent, isSilent) => this.#noteSilence(silent, isSilent),
        onRetired: (retired) => this.#keepUntilClosed(retired),
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

  #keepUntilClosed(retired: Connection): void {
    this.#retired.add(retired);
    void retired.closed.then(() => this.#retired.delete(retired));
  }

  #expire(now: number): number {
    let earliest = Infinity;
    for (const link of this.#links.values()) earliest = Math.min(earliest, link.expire(now));
    return earliest;
  }
}
