/**
 * A send whose broker shuts down: the same attempt once more, over a new connection, in the time that it has left.
 * Source: client behaviour E.9.
 */
import type { RemotingCommand } from '../protocol/remoting-command.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import type { ConnectionWaiter } from '../remoting/address-link.js';
import type { Connection } from '../remoting/connection.js';
import type { ConnectionPool } from '../remoting/connection-pool.js';
import { goAwayError } from '../remoting/go-away.js';
import type { ResponseWaiter } from '../remoting/response-waiter.js';
import type { OutgoingSend } from './outgoing-send.js';

/** Sends again what was answered with GO_AWAY; an answer, or the failure of the attempt, goes to the send. */
export function resend(send: OutgoingSend, pool: ConnectionPool): void {
  const address = send.address as string;
  if (pool.reconnectsOnGoAway) new ResentSend(send, address).begin(pool);
  else send.onFailure(goAwayError(address, 'reconnectOnGoAway is off'));
}

class ResentSend implements ConnectionWaiter, ResponseWaiter {
  readonly sentAt: number;
  readonly deadlineAt: number;
  readonly #send: OutgoingSend;
  readonly #address: string;

  constructor(send: OutgoingSend, address: string) {
    this.sentAt = send.sentAt;
    this.deadlineAt = send.deadlineAt;
    this.#send = send;
    this.#address = address;
  }

  get isSettled(): boolean {
    return this.#send.isSettled;
  }

  begin(pool: ConnectionPool): void {
    const connection = pool.ready(this.#address);
    if (connection === undefined) pool.connect(this.#address, this);
    else this.onConnected(connection);
  }

  onConnected(connection: Connection): void {
    if (this.isSettled) return;
    try {
      connection.request(this.#send, this);
    } catch (error) {
      this.onFailure(error as Error);
    }
  }

  onResponse(response: RemotingCommand, receivedAt: number): void {
    if (response.code !== RESPONSE_CODE.GO_AWAY) this.#send.onResponse(response, receivedAt);
    else this.onFailure(goAwayError(this.#address, 'a new connection was answered the same'));
  }

  onFailure(error: Error): void {
    this.#send.onFailure(error);
  }
}
