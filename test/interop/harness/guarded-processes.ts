/**
 * The parent's side of process-guard.mjs: a temporary folder and the processes that live in it.
 * Whatever happens to this process, the guard ends them and removes the folder.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { LIFELINE_VARIABLE } from './lifeline.js';
import { waitFor } from './wait-for.js';

const GUARD_PROGRAM = join(import.meta.dirname, 'process-guard.mjs');
const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 20_000;
const LOG_LINES_IN_ERRORS = 15;

export interface ProcessOptions {
  /** Unique among the processes that run at the same time. */
  readonly name: string;
  readonly command: string;
  readonly programArguments: readonly string[];
  /** Gets standard error, and standard output unless the process is piped. */
  readonly logFile: string;
  /** Where the program itself writes more; read for errors only, and need not exist. */
  readonly furtherLogFiles?: readonly string[];
  /** Connects standard input and output with `input` and `output`; for one process only. */
  readonly isPiped?: boolean;
}

export interface GuardedProcess {
  readonly name: string;
  readonly pid: number;
  /** Why it ended; undefined while it runs. */
  readonly endReason: () => string | undefined;
  readonly log: () => string;
  /** Last lines of all its logs under headings, for errors. */
  readonly logTail: () => string;
}

type GuardEvent =
  | { readonly event: 'started'; readonly name: string; readonly pid: number }
  | { readonly event: 'ended'; readonly name: string; readonly reason: string };

interface ProcessState {
  pid?: number;
  endReason?: string;
}

export class GuardedProcesses {
  /** Where the processes keep their files; gone after `stop()`. */
  readonly folder: string;
  /** Standard input of the piped process. */
  readonly input: Writable;
  /** Standard output of the piped process. */
  readonly output: Readable;
  readonly #guard: ChildProcess;
  readonly #commands: Writable;
  readonly #states = new Map<string, ProcessState>();

  constructor(purpose: string) {
    this.folder = mkdtempSync(join(realpathSync(tmpdir()), `interop-${purpose}-`));
    // Detached: a Ctrl-C in the terminal must reach the parent only, so that the guard lives to clean up.
    const lifeline = process.env[LIFELINE_VARIABLE];
    this.#guard = spawn(process.execPath, [GUARD_PROGRAM, this.folder, ...(lifeline === undefined ? [] : [lifeline])], {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit', 'pipe', 'pipe'],
    });
    const [commands, events, , input, output] = this.#guard.stdio;
    this.#commands = commands as Writable;
    this.input = input as Writable;
    this.output = output as Readable;
    // A guard that is gone shows itself by processes that never start, with a named condition.
    for (const stream of [this.#commands, this.input]) stream.on('error', () => {});
    createInterface({ input: events as Readable }).on('line', (line) => this.#note(JSON.parse(line) as GuardEvent));
    // Never the reason why this process stays alive.
    this.#guard.unref();
    for (const stream of this.#guard.stdio) (stream as { unref?: () => void } | null)?.unref?.();
  }

  /** Starts a process and answers when it exists; whether it works is the caller's condition. */
  async start(options: ProcessOptions): Promise<GuardedProcess> {
    const { name, logFile, furtherLogFiles = [] } = options;
    const state: ProcessState = {};
    this.#states.set(name, state);
    this.#send({ do: 'start', ...options });
    const pid = await waitFor({
      what: `the process ${name} to start`,
      timeoutMs: START_TIMEOUT_MS,
      check: () => {
        if (state.pid !== undefined) return state.pid;
        if (state.endReason !== undefined) throw new Error(`${name} did not start: ${state.endReason}`);
        return undefined;
      },
    });
    return {
      name,
      pid,
      endReason: () => state.endReason,
      log: () => readFileSync(logFile, 'utf8'),
      logTail: () => [logFile, ...furtherLogFiles].map(lastLines).join(''),
    };
  }

  /** Sends a signal; after SIGKILL and SIGTERM it answers only when the process has ended. */
  async signal(name: string, signal: NodeJS.Signals): Promise<void> {
    const state = this.#states.get(name);
    if (state === undefined) throw new Error(`no process is called ${name}`);
    this.#send({ do: 'signal', name, signal });
    if (signal !== 'SIGKILL' && signal !== 'SIGTERM') return;
    await waitFor({
      what: `the process ${name} to end after ${signal}`,
      timeoutMs: STOP_TIMEOUT_MS,
      check: () => state.endReason,
    });
  }

  /** Ends every process with SIGKILL, removes the folder, and answers when both are gone. */
  async stop(): Promise<void> {
    this.#commands.end();
    await waitFor({
      what: `the guard of ${this.folder} to end`,
      timeoutMs: STOP_TIMEOUT_MS,
      check: () => this.#guard.exitCode ?? this.#guard.signalCode ?? undefined,
    });
  }

  #send(command: object): void {
    this.#commands.write(`${JSON.stringify(command)}\n`);
  }

  #note(event: GuardEvent): void {
    const state = this.#states.get(event.name);
    if (state === undefined) return;
    if (event.event === 'started') state.pid = event.pid;
    else state.endReason = event.reason;
  }
}

function lastLines(logFile: string): string {
  if (!existsSync(logFile)) return '';
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n');
  // Logback tells its own configuration at length before it logs anything.
  const telling = lines.filter((line) => line !== '' && !line.includes('|-INFO in '));
  return [`last lines of ${logFile}:`, ...telling.slice(-LOG_LINES_IN_ERRORS), ''].join('\n');
}
