/**
 * Commands that wait for their answers from the Java program. Matches answer and command by id; knows nothing of what
 * the commands mean.
 */
import type { Writable } from 'node:stream';
import type { GuardedProcess } from './guarded-processes.js';
import { waitFor } from './wait-for.js';

export interface JavaAnswer {
  readonly id: number;
  readonly kind: 'ready' | 'message' | 'done' | 'error';
  readonly value: unknown;
}

export interface JavaCommand {
  readonly do: string;
  readonly [field: string]: unknown;
}

export interface CommandOptions {
  readonly timeoutMs: number;
  /** Gets what the command streams before it is done. */
  readonly onMessage?: (value: unknown) => void;
}

interface WaitingCommand {
  readonly onMessage: ((value: unknown) => void) | undefined;
  answer?: JavaAnswer;
}

export class JavaCommands {
  readonly #input: Writable;
  readonly #program: GuardedProcess;
  readonly #waiting = new Map<number, WaitingCommand>();
  #lastId = 0;
  #isReady = false;

  constructor(input: Writable, program: GuardedProcess) {
    this.#input = input;
    this.#program = program;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /**
   * Runs a command and answers what it ended with.
   *
   * @throws {Error} when Java answers with an exception, ends, or does not answer in time
   */
  async run<T>(command: JavaCommand, options: CommandOptions): Promise<T> {
    this.#lastId += 1;
    const id = this.#lastId;
    const waiting: WaitingCommand = { onMessage: options.onMessage };
    this.#waiting.set(id, waiting);
    try {
      this.#input.write(`${JSON.stringify({ id, ...command })}\n`);
      const answer = await waitFor({
        what: `the Java side's answer to ${JSON.stringify(command)}`,
        timeoutMs: options.timeoutMs,
        check: () => waiting.answer ?? this.#failWhenEnded(),
        details: this.#program.logTail,
      });
      if (answer.kind === 'error') throw new Error(`Java failed at ${command.do}: ${String(answer.value)}`);
      return answer.value as T;
    } finally {
      this.#waiting.delete(id);
    }
  }

  /** Takes one line of the program's output. */
  accept(answer: JavaAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (answer.kind === 'ready') this.#isReady = true;
    else if (waiting === undefined) return;
    else if (answer.kind === 'message') waiting.onMessage?.(answer.value);
    else waiting.answer = answer;
  }

  #failWhenEnded(): undefined {
    const endReason = this.#program.endReason();
    if (endReason !== undefined) throw new Error(`the Java side ended: ${endReason}\n${this.#program.logTail()}`);
  }
}
