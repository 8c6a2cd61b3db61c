/**
 * Requests by address, for everything that is not the hot path: joins or starts a dial, writes, waits for the answer.
 * Source: client behaviour E.4. No retries here; who asks decides.
 */
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { RequestDefinition, RequestHeader } from '../protocol/requests.js';
import type { Connection, OutgoingRequest } from './connection.js';
import type { ConnectionPool } from './connection-pool.js';
import type { Clock } from './clock.js';

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
    const connection = await this.connect(invocation.address, invocation.deadlineAt);
    return this.invokeOn(connection, invocation, invocation.deadlineAt);
  }

  /** As {@link invoke}, on a connection that is known to be ready. */
  invokeOn(
    connection: Connection,
    request: { readonly definition: RequestDefinition; readonly header: object; readonly body?: Uint8Array },
    deadlineAt: number,
  ): Promise<RemotingCommand> {
    const outgoing: OutgoingRequest = { definition: request.definition, header: request.header, body: request.body };
    return new Promise((resolve, reject) => {
      connection.request(outgoing, { sentAt: this.#clock.now(), deadlineAt, onResponse: resolve, onFailure: reject });
    });
  }

  /** The connection to an address, dialled if need be. */
  connect(address: string, deadlineAt: number): Promise<Connection> {
    const ready = this.pool.ready(address);
    if (ready !== undefined) return Promise.resolve(ready);
    return new Promise((resolve, reject) => {
      this.pool.connect(address, { deadlineAt, onConnected: resolve, onFailure: reject });
    });
  }
}
