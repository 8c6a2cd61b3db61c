/**
 * Clients that order without a pause until the shop does not answer with success any more.
 */
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';

const DEFAULT_CLIENTS: LoadClients = { keptAlive: 8, reconnecting: 0 };

export interface LoadClients {
  /** Each keeps one connection open for all its orders. */
  readonly keptAlive: number;
  /** Each connects anew for every order. */
  readonly reconnecting: number;
}

export class OrderLoad {
  /** Ids of the orders that were answered with 201, which are all answers of success to an order. */
  readonly created: string[] = [];
  /** The id of the request that each of them was, which its message carries as `request-id`. */
  readonly createdBy: string[] = [];
  /** Every other answer: each was the last of its client. */
  readonly refused: number[] = [];
  readonly #url: string;
  readonly #name: string;
  readonly #agents: readonly Agent[];
  readonly #clients: Promise<void>;
  #posted = 0;
  #unanswered = 0;
  #hasEnded = false;
  #waiting: (() => void) | undefined;

  /** @param name - begins the ids of the requests; two loads on one shop have different ones */
  constructor(url: string, clients: LoadClients = DEFAULT_CLIENTS, name = 'load') {
    this.#url = url;
    this.#name = name;
    const keptAlive = new Agent({ keepAlive: true, maxSockets: clients.keptAlive });
    const reconnecting = new Agent({ keepAlive: false });
    this.#agents = [keptAlive, reconnecting];
    this.#clients = this.#run([
      ...Array.from({ length: clients.keptAlive }, () => keptAlive),
      ...Array.from({ length: clients.reconnecting }, () => reconnecting),
    ]);
  }

  /** Orders that were sent, answered or not. */
  get posted(): number {
    return this.#posted;
  }

  /** Orders that are still to be answered. */
  get pending(): number {
    return this.#posted - this.created.length - this.refused.length - this.#unanswered;
  }

  /** Orders whose connection was refused or cut: each was the last of its client. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** Waits until that many orders are answered with success; fails when every client has stopped before. */
  async atLeast(count: number): Promise<void> {
    while (this.created.length < count) {
      if (this.#hasEnded) {
        throw new Error(`every client stopped before ${count} orders: ${this.created.length} were created`);
      }
      await new Promise<void>((resolve) => (this.#waiting = resolve));
    }
  }

  /** Waits until every client has found the shop closed. */
  async end(): Promise<void> {
    await this.#clients;
    for (const agent of this.#agents) agent.destroy();
  }

  async #run(agents: readonly Agent[]): Promise<void> {
    await Promise.all(agents.map((agent) => this.#orderUntilClosed(agent)));
    this.#hasEnded = true;
    this.#waiting?.();
  }

  async #orderUntilClosed(agent: Agent): Promise<void> {
    try {
      while (await this.#order(agent));
    } catch {
      // The connection was refused or cut: the shop is closed.
      this.#unanswered += 1;
    }
  }

  /** Whether it was answered with success. */
  async #order(agent: Agent): Promise<boolean> {
    this.#posted += 1;
    const id = `${this.#name}-${this.#posted}`;
    const outgoing = request(`${this.#url}/orders`, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'x-request-id': id },
    });
    outgoing.end('{"item":"tea","quantity":1}');
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const body = (await response.setEncoding('utf8').toArray()).join('');
    if (response.statusCode === 201) {
      this.created.push((JSON.parse(body) as { id: string }).id);
      this.createdBy.push(id);
    } else this.refused.push(response.statusCode!);
    this.#waiting?.();
    return response.statusCode === 201;
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
