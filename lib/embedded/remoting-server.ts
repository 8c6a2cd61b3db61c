/**
 * One listening port: accepts connections and hands each request to the handler of its code. The only file of the
 * embedded cluster that touches sockets. A server can be stopped, started again on the same port, and frozen.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { HeaderFormat, RemotingCommand } from '../client/protocol/remoting-command.js';
import { isResponse } from '../client/protocol/remoting-command.js';
import type { Clock } from './clock.js';
import { type RemotingService, requestName } from './exchange.js';
import type { FaultScript } from './fault-script.js';
import { type HostAddress, hostAddress } from './host-address.js';
import type { RequestLog } from './request-log.js';
import { ServerConnection } from './server-connection.js';
import { ServerExchange } from './server-exchange.js';
import type { ServerVersion } from './server-version.js';

export interface RemotingServerOptions {
  readonly name: string;
  /** Where to listen. */
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Whether the process stays alive for the port. */
  readonly keepAlive: boolean;
  /** `mirror` answers in the format of the request, as 4.9 does. */
  readonly headerFormat: 'JSON' | 'mirror';
  /** What answers name. */
  readonly version: ServerVersion;
  readonly faults: FaultScript;
  readonly log: RequestLog;
  readonly clock: Clock;
}

const NOT_YET: RemotingService = { handlers: {}, disconnected: () => undefined };
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

export class RemotingServer {
  readonly name: string;
  readonly #options: RemotingServerOptions;
  readonly #sockets = new Map<Socket, ServerConnection>();
  /** What arrived while frozen, in order. */
  #waiting: { readonly connection: ServerConnection; readonly chunk: Buffer }[] = [];
  #service = NOT_YET;
  #server: Server | undefined;
  #address: HostAddress | undefined;
  #isFrozen = false;
  /** Settles when the last stop is through. */
  #stopping = Promise.resolve();

  constructor(options: RemotingServerOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** Where clients find this server; known since the first start, kept while it is stopped. */
  get address(): HostAddress {
    if (this.#address === undefined) throw new TypeError(`the server ${this.name} was never started`);
    return this.#address;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  serve(service: RemotingService): void {
    this.#service = service;
  }

  /** Listens, on the same port as before if it did before. */
  async start(): Promise<void> {
    await this.#stopping;
    if (this.#server !== undefined) return;
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    if (!this.#options.keepAlive) server.unref();
    this.#server = server;
    try {
      await listen(
        server,
        this.#options.host,
        this.#address === undefined ? this.#options.port : portOf(this.#address),
      );
    } catch (error) {
      this.#server = undefined;
      throw error;
    }
    const bound = server.address() as AddressInfo;
    this.#address ??= hostAddress(WILDCARDS.has(bound.address) ? '127.0.0.1' : bound.address, bound.port);
  }

  /** Cuts every connection and stops listening. Answers that were not sent are lost. */
  stop(): Promise<void> {
    if (this.#server !== undefined) this.#stopping = this.#end(this.#server);
    return this.#stopping;
  }

  /** From now on bytes are taken and nothing is answered, as by a process that hangs. */
  freeze(): void {
    this.#isFrozen = true;
  }

  /** Handles what arrived meanwhile, also from connections that are gone, and sends the answers. */
  thaw(): void {
    if (!this.#isFrozen) return;
    this.#isFrozen = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { connection, chunk } of waiting) {
      connection.receive(chunk);
      if (!connection.isOpen) this.#service.disconnected(connection);
    }
    for (const connection of this.#sockets.values()) connection.flush();
  }

  async #end(server: Server): Promise<void> {
    this.#server = undefined;
    this.#isFrozen = false;
    this.#waiting = [];
    const closed = [server, ...this.#sockets.keys()].map((ending) => once(ending, 'close'));
    server.close();
    for (const socket of this.#sockets.keys()) socket.destroy();
    await Promise.all(closed);
  }

  #accept(socket: Socket): void {
    const connection = new ServerConnection({
      stream: socket,
      host: hostAddress(socket.remoteAddress ?? '0.0.0.0', socket.remotePort ?? 0),
      clock: this.#options.clock,
      isFrozen: () => this.#isFrozen,
      onRequest: (from, command, format) => this.#handle(from, command, format),
    });
    this.#sockets.set(socket, connection);
    socket.on('data', (chunk) => {
      if (this.#isFrozen) this.#waiting.push({ connection, chunk });
      else connection.receive(chunk);
    });
    socket.on('drain', () => socket.resume());
    // A reset by the client is not this side's concern: 'close' follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      connection.closed();
      this.#service.disconnected(connection);
    });
  }

  #handle(connection: ServerConnection, command: RemotingCommand, format: HeaderFormat): void {
    if (isResponse(command)) return;
    const { faults, headerFormat, log, version } = this.#options;
    const name = requestName(command.code);
    log.record(this.name, name, command, connection.host.text);
    const form = { format: headerFormat === 'mirror' ? format : headerFormat, version: version.ordinal };
    const exchange = new ServerExchange(command, connection, form, faults.take(this.name, name));
    exchange.run(name === undefined ? undefined : this.#service.handlers[name]);
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(address: HostAddress): number {
  return address.bytes.readInt32BE(address.bytes.length - 4);
}
