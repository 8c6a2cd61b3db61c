/**
 * One accepted connection: bytes to requests, and answers to bytes. All answers to what came in one chunk leave in one
 * write. Knows neither what a request means nor where the bytes come from.
 */
import { FrameError } from '../client/errors/transport-errors.js';
import { FrameDecoder } from '../client/protocol/frame-decoder.js';
import { writeFrameStart } from '../client/protocol/frame-encoder.js';
import type { HeaderFormat, RemotingCommand } from '../client/protocol/remoting-command.js';
import { ByteWriter } from '../client/protocol/byte-writer.js';
import type { Clock } from './clock.js';
import type { Peer } from './exchange.js';
import type { HostAddress } from './host-address.js';

/** What a connection needs of a socket. */
export interface ByteStream {
  /** Returns false if the other side does not read fast enough. */
  write(bytes: Uint8Array, written?: () => void): boolean;
  /** Stops reading until what was written has left. */
  pause(): void;
  destroy(): void;
}

export interface ServerConnectionOptions {
  readonly stream: ByteStream;
  readonly host: HostAddress;
  readonly clock: Clock;
  /** Takes each request, in order. Must not throw. */
  readonly onRequest: (connection: ServerConnection, command: RemotingCommand, format: HeaderFormat) => void;
  /** Whether answers have to wait. */
  readonly isFrozen: () => boolean;
}

const INITIAL_WRITER_BYTES = 4096;

export class ServerConnection implements Peer {
  readonly host: HostAddress;
  readonly #options: ServerConnectionOptions;
  readonly #decoder: FrameDecoder;
  readonly #timers = new Set<() => void>();
  #writer = new ByteWriter(INITIAL_WRITER_BYTES);
  #isReceiving = false;
  /** This side ended the connection: what else came in is ignored. */
  #isCut = false;
  #isOpen = true;

  constructor(options: ServerConnectionOptions) {
    this.host = options.host;
    this.#options = options;
    this.#decoder = new FrameDecoder((command, format) => {
      if (!this.#isCut) options.onRequest(this, command, format);
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Takes the next bytes; bytes that are no frames end the connection without an answer, as in Java. */
  receive(chunk: Buffer): void {
    this.#isReceiving = true;
    try {
      this.#decoder.push(chunk);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.cut();
    } finally {
      this.#isReceiving = false;
    }
    this.flush();
  }

  /** Sends a command; `undefined` sends nothing. */
  send(command: RemotingCommand, format: HeaderFormat): void {
    if (!this.#isOpen) return;
    writeFrameStart(this.#writer, command, format);
    if (command.body !== undefined) this.#append(command.body);
    this.flush();
  }

  /** Sends bytes as they are; `undefined` sends nothing. */
  write(bytes: Uint8Array | undefined): void {
    if (!this.#isOpen || bytes === undefined) return;
    this.#append(bytes);
    this.flush();
  }

  /** Writes what waits, unless more answers to the same chunk may follow or the server is frozen. */
  flush(): void {
    if (this.#isReceiving || this.#writer.offset === 0 || !this.#isOpen || this.#options.isFrozen()) return;
    const { stream } = this.#options;
    if (!stream.write(this.#takeWritten())) stream.pause();
  }

  /** Ends the connection at once, behind what waits and `last`. Requests that arrived with this one are not handled. */
  cut(last?: Uint8Array): void {
    if (!this.#isOpen) return;
    this.#isCut = true;
    if (last !== undefined) this.#append(last);
    const { stream } = this.#options;
    if (this.#writer.offset === 0) stream.destroy();
    else stream.write(this.#takeWritten(), () => stream.destroy());
    this.closed();
  }

  /** Runs a task later, unless the connection ends before. */
  after(delayMs: number, task: () => void): void {
    const cancel = this.#options.clock.schedule(delayMs, () => {
      this.#timers.delete(cancel);
      task();
    });
    this.#timers.add(cancel);
  }

  /** The socket is gone: nothing more will be written. */
  closed(): void {
    this.#isOpen = false;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #append(bytes: Uint8Array): void {
    this.#writer.reserve(bytes.length);
    this.#writer.writeBytes(bytes);
  }

  /** The stream keeps the buffer until it is sent, so the next answers go into a new one. */
  #takeWritten(): Buffer {
    const { buffer, offset } = this.#writer;
    this.#writer = new ByteWriter(INITIAL_WRITER_BYTES);
    return buffer.subarray(0, offset);
  }
}
