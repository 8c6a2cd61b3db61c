/**
 * One connection an address: dials when somebody needs it, shares a dial between all who wait for it, and keeps a
 * growing gap between dials to a dead address. Source: client behaviour E.2; the gap is ours.
 */
import { ConnectError } from '../errors/transport-errors.js';
import { AddressLink, type ConnectionWaiter } from './address-link.js';
import { Connection, type ConnectionSettings } from './connection.js';
import type { DialledSocket, Dialer } from './dial.js';
import { DeadlineTimer } from './deadline-timer.js';

export interface PoolSettings {
  readonly connection: Omit<ConnectionSettings, 'onSilence'>;
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
  readonly #deadlines: DeadlineTimer;
  readonly #connectionSettings: ConnectionSettings;
  readonly #silent = new Set<string>();
  #isClosed = false;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
    this.#deadlines = new DeadlineTimer(settings.connection.clock, (now) => this.#expire(now));
    this.#connectionSettings = {
      ...settings.connection,
      onSilence: (connection, isSilent) => this.#noteSilence(connection, isSilent),
    };
  }

  /** Addresses whose connection is open but has fallen silent; mostly empty. */
  get silentAddresses(): ReadonlySet<string> {
    return this.#silent;
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
   * Fails who still waits, and ends all connections once what was written has left, or after `timeoutMs` in any case.
   */
  close(timeoutMs: number): Promise<void> {
    this.#isClosed = true;
    this.#deadlines.cancel();
    const open = [...this.#links.values()].flatMap((link) => link.close() ?? []);
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
        open: (socket: DialledSocket, onClosed) => new Connection(address, socket, this.#connectionSettings, onClosed),
        onConnected,
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

  #expire(now: number): number {
    let earliest = Infinity;
    for (const link of this.#links.values()) earliest = Math.min(earliest, link.expire(now));
    return earliest;
  }
}
