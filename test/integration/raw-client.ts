/** Frames to a server and back over a plain socket, built from the protocol codec: knows no routes, retries or timeouts. */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { FrameDecoder } from '../../lib/client/protocol/frame-decoder.js';
import { encodeFrame } from '../../lib/client/protocol/frame-encoder.js';
import {
  type ExtFields,
  type HeaderFormat,
  plainCommand,
  type RemotingCommand,
} from '../../lib/client/protocol/remoting-command.js';

export interface RawRequest {
  readonly code: number;
  readonly extFields?: ExtFields;
  readonly body?: Uint8Array | string;
  readonly version?: number;
  readonly isOneway?: boolean;
  readonly format?: HeaderFormat;
}

export type RawAnswer = RemotingCommand & { readonly format: HeaderFormat };

export class RawClient {
  /** Everything the server wrote. */
  received = Buffer.alloc(0);
  /** Opaques of the answers, in the order in which they came. */
  readonly answered: number[] = [];
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (answer: RawAnswer) => void>();
  #opaque = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const decoder = new FrameDecoder((command, format) => {
      this.answered.push(command.opaque);
      this.#waiting.get(command.opaque)?.({ ...plainCommand(command), format });
    });
    socket.on('data', (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      try {
        decoder.push(chunk);
      } catch {
        // What is no frame can be looked at in `received`.
      }
    });
    socket.on('error', () => undefined);
  }

  static async connect(address: string): Promise<RawClient> {
    const [host = '', port = ''] = address.split(/:(?=\d+$)/);
    const socket = createConnection({ host, port: Number(port) });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** `127.0.0.1:port` of this end. */
  get address(): string {
    return `${this.#socket.localAddress}:${this.#socket.localPort}`;
  }

  /** Writes a request and returns its opaque. */
  write(request: RawRequest): number {
    const { code, extFields, version = 475, isOneway = false, format = 'JSON', body } = request;
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const head = {
      code,
      language: 'OTHER',
      version,
      opaque: ++this.#opaque,
      flag: isOneway ? 2 : 0,
      remark: undefined,
    };
    this.#socket.write(encodeFrame({ ...head, extFields, body: bytes }, format));
    return this.#opaque;
  }

  /** Writes a request and waits for its answer. */
  ask(request: RawRequest): Promise<RawAnswer> {
    const opaque = this.write(request);
    return new Promise((resolve) => this.#waiting.set(opaque, resolve));
  }

  /** Resolves when the server has ended the connection, or this end has. */
  closed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.closed) resolve();
      else this.#socket.once('close', () => resolve());
    });
  }

  /** Resolves when the server has written something. */
  async data(): Promise<void> {
    if (this.received.length === 0) await once(this.#socket, 'data');
  }

  /** Lets what was written reach the server, then closes. */
  async end(): Promise<void> {
    this.#socket.end();
    await this.closed();
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    await this.closed();
  }
}

/** A send with short header names, as Java writes it. */
export function sendRequest(topic: string, body: string | Uint8Array, fields: Record<string, string> = {}): RawRequest {
  const extFields = { a: 'PG', b: topic, c: 'TBW102', d: '4', e: '0', f: '0', g: '1700000000000', h: '0', ...fields };
  return { code: 310, extFields, body };
}

/** A pull with its subscription and without a wait, unless `fields` say something else. */
export function pullRequest(topic: string, queueOffset: number, fields: Record<string, string> = {}): RawRequest {
  const where = { topic, queueId: '0', queueOffset: String(queueOffset), maxMsgNums: '32' };
  const how = { sysFlag: '4', commitOffset: '0', suspendTimeoutMillis: '0', subscription: '*', subVersion: '0' };
  return { code: 11, extFields: { consumerGroup: 'CG', ...where, ...how, expressionType: 'TAG', ...fields } };
}
