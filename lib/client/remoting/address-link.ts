/**
 * What the pool knows about one address: its connection, the dial under way, who waits for it, and when to dial again.
 * Reconnecting is a new dial, never a second life of a connection.
 */
import { ConnectError } from '../errors/transport-errors.js';
import type { Clock, Timer } from './clock.js';
import type { Connection, ConnectionOwner } from './connection.js';
import type { Dial, DialCallbacks, DialledSocket } from './dial.js';
import { type Waiter, WaiterSet } from './waiter-set.js';

/** Who waits for a connection. Exactly one of the two methods is called, once. */
export interface ConnectionWaiter extends Waiter {
  onConnected(connection: Connection): void;
}

export interface LinkPorts {
  readonly clock: Clock;
  readonly dial: (callbacks: DialCallbacks) => Dial;
  readonly open: (socket: DialledSocket, owner: ConnectionOwner) => Connection;
  readonly onConnected: (connection: Connection) => void;
  /** The link's connection falls silent, or is no longer. */
  readonly onSilence: (connection: Connection, isSilent: boolean) => void;
}

/** Gaps before the dials that follow failures, in milliseconds; the last one stays. */
const DIAL_GAPS_MS = [10, 20, 40, 80, 160, 200] as const;

export class AddressLink implements ConnectionOwner {
  readonly #address: string;
  readonly #ports: LinkPorts;
  readonly #waiters = new WaiterSet<ConnectionWaiter>();
  #connection: Connection | undefined;
  #dial: Dial | undefined;
  #gap: Timer | undefined;
  #failures = 0;
  #dialNotBefore = 0;
  #lastFailure: Error | undefined;

  constructor(address: string, ports: LinkPorts) {
    this.#address = address;
    this.#ports = ports;
  }

  get connection(): Connection | undefined {
    return this.#connection;
  }

  get status(): 'connecting' | 'connected' | 'failed' | 'unknown' {
    if (this.#connection !== undefined) return 'connected';
    if (this.#failures > 0) return 'failed';
    return this.#dial === undefined ? 'unknown' : 'connecting';
  }

  /** Somebody waits for a connection. */
  get isAwaited(): boolean {
    return this.#waiters.size > 0;
  }

  join(waiter: ConnectionWaiter): void {
    if (this.#connection !== undefined) {
      waiter.onConnected(this.#connection);
      return;
    }
    this.#waiters.add(waiter);
    if (this.#dial === undefined && this.#gap === undefined) this.#dialWhenAllowed();
  }

  /** Fails waiters whose deadline has passed, leaving the dial to the others; returns the earliest deadline left. */
  expire(now: number): number {
    return this.#waiters.expire(now, (waiter) => waiter.onFailure(this.#expired()));
  }

  /** Stops dialling and fails the waiters; returns the connection for its owner to end. */
  close(): Connection | undefined {
    this.#dial?.cancel();
    this.#gap?.cancel();
    this.#dial = undefined;
    this.#gap = undefined;
    this.#waiters.failAll(new ConnectError(this.#address, 'the client is closed'));
    return this.#connection;
  }

  /**
   * Forgets a connection that takes no more requests. A server that goes away before it has served anything counts as a
   * failed dial, or all of its clients would dial it in a tight loop.
   */
  onRetired(connection: Connection, reason: Error): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#noteEnd(connection, 1, reason);
  }

  onSilence(connection: Connection, isSilent: boolean): void {
    if (this.#connection === connection) this.#ports.onSilence(connection, isSilent);
  }

  /** A peer that never spoke the protocol counts as a failed dial. */
  onClosed(connection: Connection, error: Error): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#noteEnd(connection, 0, error);
  }

  #dialWhenAllowed(): void {
    const waitMs = this.#dialNotBefore - this.#ports.clock.now();
    if (waitMs <= 0) {
      this.#startDial();
      return;
    }
    this.#gap = this.#ports.clock.setTimer(() => {
      this.#gap = undefined;
      if (this.#waiters.size > 0) this.#startDial();
    }, waitMs);
  }

  #startDial(): void {
    this.#dial = this.#ports.dial({
      onConnected: (socket) => this.#connected(socket),
      onFailure: (error) => this.#failed(error),
    });
  }

  #connected(socket: DialledSocket): void {
    this.#dial = undefined;
    const connection = this.#ports.open(socket, this);
    this.#connection = connection;
    for (const waiter of this.#waiters.takeAll()) waiter.onConnected(connection);
    this.#ports.onConnected(connection);
  }

  #failed(error: ConnectError): void {
    this.#dial = undefined;
    this.#noteFailure(error);
    this.#waiters.failAll(error);
  }

  /** @param usedFrames - frames that a useful connection has received more than */
  #noteEnd(connection: Connection, usedFrames: number, error: Error): void {
    this.#lastFailure = error;
    if (connection.received > usedFrames) this.#failures = 0;
    else this.#noteFailure(error);
  }

  #noteFailure(error: Error): void {
    this.#lastFailure = error;
    const gap = DIAL_GAPS_MS[Math.min(this.#failures, DIAL_GAPS_MS.length - 1)] ?? 0;
    this.#failures += 1;
    this.#dialNotBefore = this.#ports.clock.now() + gap;
  }

  /** Tells why there was no connection before, if a try has failed already. */
  #expired(): ConnectError {
    const cause = this.#lastFailure;
    const before = cause === undefined ? '' : `, the last one ended with: ${cause.message}`;
    return new ConnectError(this.#address, `no connection in the time left${before}`, { cause });
  }
}
