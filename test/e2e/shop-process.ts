/**
 * One run of the shop as a process group of its own: its output, signals to it, and its end.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { PROJECT, type ShopBuild } from './shop-build.js';

const DEFAULT_TIMEOUT_MS = 25_000;
const OUTPUT_IN_ERRORS = 3000;
/** From the first line of the banner to its last. */
const OPEN = /The shop is open at (\S+)[^]*Ctrl-C/;

export interface ShopEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ShopCommand {
  readonly command: string;
  readonly programArguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export class ShopProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  /** Resolves when the process has ended and nobody else holds its output open. */
  readonly #ended: Promise<ShopEnd>;
  readonly #listeners = new Set<() => void>();
  #output = '';
  #end: ShopEnd | undefined;

  constructor({ command, programArguments, environment }: ShopCommand) {
    const { NAMESRV_ADDR: _, ...inherited } = process.env;
    this.#child = spawn(command, programArguments, {
      cwd: PROJECT,
      detached: true,
      env: { ...inherited, PORT: '0', NO_COLOR: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
        this.#tell();
      });
    }
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (status, signal) => {
        this.#end = { status, signal };
        this.#tell();
        resolve(this.#end);
      });
    });
  }

  /** Everything it has printed. */
  get output(): string {
    return this.#output;
  }

  /** Waits until `find` sees something in the output; fails at the deadline, or when the process ends before. */
  async until<T>(what: string, find: (output: string) => T | undefined, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<T> {
    const deadline = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const found = find(this.#output);
      if (found !== undefined) return found;
      if (this.#end !== undefined) throw this.#failure(`the process ended before ${what}`);
      if (deadline.aborted) throw this.#failure(`waited ${timeoutMs} ms for ${what}`);
      await this.#change(deadline);
    }
  }

  /** Address of the open shop, as it prints it. */
  async url(timeoutMs?: number): Promise<string> {
    return this.until('the shop to open', (output) => OPEN.exec(output)?.[1], timeoutMs);
  }

  async end(timeoutMs = DEFAULT_TIMEOUT_MS): Promise<ShopEnd> {
    const deadline = AbortSignal.timeout(timeoutMs);
    while (this.#end === undefined) {
      if (deadline.aborted) throw this.#failure(`waited ${timeoutMs} ms for the end of the process`);
      await this.#change(deadline);
    }
    return this.#ended;
  }

  /** To the process that was started, as `kill` does. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** To every process of the group, as Ctrl-C in a terminal does. */
  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-this.#child.pid!, signal);
  }

  isGroupAlive(): boolean {
    try {
      process.kill(-this.#child.pid!, 0);
      return true;
    } catch {
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isGroupAlive()) this.signalGroup('SIGKILL');
    await this.#ended;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Resolves at the next output, at the end, or at the deadline. */
  #change(deadline: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#listeners.delete(done);
        deadline.removeEventListener('abort', done);
        resolve();
      };
      this.#listeners.add(done);
      deadline.addEventListener('abort', done);
    });
  }

  #failure(what: string): Error {
    return new Error(`${what}; it printed:\n${this.#output.slice(-OUTPUT_IN_ERRORS)}`);
  }
}

/** One run of a shop that was built before. */
export function builtShop({ main }: ShopBuild, environment: Readonly<Record<string, string>> = {}): ShopProcess {
  return new ShopProcess({ command: process.execPath, programArguments: [main], environment });
}

/** Whether somebody listens there. */
export function isPortOpen(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
