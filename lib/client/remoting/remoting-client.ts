/**
 * Requests by address, for everything that is not the hot path: joins or starts a dial, writes, waits for the answer.
 * Source: client behaviour E.4. No retries here; who asks decides.
 */
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { RequestDefinition, RequestHeader } from '../protocol/requests.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import type { Clock } from './clock.js';
import type { Connection } from './connection.js';
import type { ConnectionPool } from './connection-pool.js';
import { goAwayError } from './go-away.js';
import type { OutgoingRequest } from './request-writer.js';

/** One request and how long its answer may take. */
export interface Invocation<D extends RequestDefinition> {
  readonly address: string;
  readonly definition: D;
  readonly header: RequestHeader<D>;
  readonly body?: Uint8Array;
  /** By the client's clock; dialling counts. */
  readonly deadlineAt: number;
}

export class RemotingClient {
  readonly pool: ConnectionPool;
  readonly #clock: Clock;

  constructor(pool: ConnectionPool, clock: Clock) {
    this.pool = pool;
    this.#clock = clock;
  }

  /**
   * Sends a request and resolves with the answer, whatever its code is.
   *
   * @throws {ConnectError} CONNECT_FAILED - no connection before the deadline
   * @throws {ConnectionClosedError} CONNECTION_CLOSED - it ended while the request waited
   * @throws {RequestTimeoutError} REQUEST_TIMEOUT - no answer before the deadline
   */
  async invoke<D extends RequestDefinition>(invocation: Invocation<D>): Promise<RemotingCommand> {
    this.pool.noteAsked(invocation.address);
    const connection = await this.connect(invocation.address, invocation.deadlineAt);
    return this.invokeOn(connection, invocation, invocation.deadlineAt);
  }

  /**
   * As {@link invoke}, on a connection that is known to be ready. A server that shuts down may answer GO_AWAY: then the
   * request goes once more to the same address, over a new connection and with a new opaque, and its hooks run again.
   */
  async invokeOn(
    connection: Connection,
    request: { readonly definition: RequestDefinition; readonly header: object; readonly body?: Uint8Array },
    deadlineAt: number,
  ): Promise<RemotingCommand> {
    const outgoing: OutgoingRequest = { definition: request.definition, header: request.header, body: request.body };
    const first = await this.#ask(connection, outgoing, deadlineAt);
    if (first.code !== RESPONSE_CODE.GO_AWAY) return first;
    const { address } = connection;
    if (!this.pool.reconnectsOnGoAway) throw goAwayError(address, 'reconnectOnGoAway is off');
    const second = await this.#ask(await this.connect(address, deadlineAt), outgoing, deadlineAt);
    if (second.code === RESPONSE_CODE.GO_AWAY) throw goAwayError(address, 'a new connection was answered the same');
    return second;
  }

  /** The connection to an address, dialled if need be. */
  connect(address: string, deadlineAt: number): Promise<Connection> {
    const ready = this.pool.ready(address);
    if (ready !== undefined) return Promise.resolve(ready);
    return new Promise((resolve, reject) => {
      this.pool.connect(address, { deadlineAt, onConnected: resolve, onFailure: reject });
    });
  }

  #ask(connection: Connection, request: OutgoingRequest, deadlineAt: number): Promise<RemotingCommand> {
    return new Promise((resolve, reject) => {
      connection.request(request, { sentAt: this.#clock.now(), deadlineAt, onResponse: resolve, onFailure: reject });
    });
  }
}
