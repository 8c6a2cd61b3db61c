/**
 * Clients that order without a pause over connections they keep open, until the shop does not answer any more.
 */
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';

const CLIENTS = 8;

export class OrderLoad {
  /** Ids of the orders that were answered with 201. */
  readonly created: string[] = [];
  /** Every other answer. */
  readonly refused: number[] = [];
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  readonly #clients: Promise<unknown>;
  #enough: { readonly count: number; readonly resolve: () => void } | undefined;

  constructor(url: string) {
    this.#url = url;
    this.#clients = Promise.all(Array.from({ length: CLIENTS }, () => this.#orderUntilClosed()));
  }

  /** Waits until that many orders are answered. */
  atLeast(count: number): Promise<void> {
    return new Promise((resolve) => (this.#enough = { count, resolve }));
  }

  /** Waits until every client has found the shop closed. */
  async end(): Promise<void> {
    await this.#clients;
    this.#agent.destroy();
  }

  async #orderUntilClosed(): Promise<void> {
    try {
      for (;;) await this.#order();
    } catch {
      // The connection was refused or cut: the shop is closed.
    }
  }

  async #order(): Promise<void> {
    const outgoing = request(`${this.#url}/orders`, {
      method: 'POST',
      agent: this.#agent,
      headers: { 'content-type': 'application/json' },
    });
    outgoing.end('{"item":"tea","quantity":1}');
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const body = (await response.setEncoding('utf8').toArray()).join('');
    if (response.statusCode === 201) this.created.push((JSON.parse(body) as { id: string }).id);
    else this.refused.push(response.statusCode!);
    if (this.#enough !== undefined && this.created.length >= this.#enough.count) this.#enough.resolve();
  }
}

/** A client that writes something and then waits for whatever comes, without ever closing. */
export class HangingClient implements Disposable {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async connect(url: string, text: string): Promise<HangingClient> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname).on('error', () => {});
    await once(socket, 'connect');
    socket.resume().write(text);
    return new HangingClient(socket);
  }

  /** Resolves when the other side has ended the connection. */
  async closed(): Promise<void> {
    if (!this.#socket.closed) await once(this.#socket, 'close');
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
