/**
 * Runs a program that ends by itself (java -version, mvn, javac) and answers its exit code and output.
 */
import { execFile } from 'node:child_process';

export interface ProgramResult {
  /** Undefined when the program could not be started or was ended by a signal. */
  readonly exitCode: number | undefined;
  /** Standard output followed by standard error. */
  readonly output: string;
}

export interface ProgramOptions {
  readonly folder?: string;
  /** Whole time the program may take, in milliseconds; default 30000. */
  readonly timeoutMs?: number;
}

/** Never throws: a program that does not exist has no exit code and its reason as output. */
export function runProgram(
  command: string,
  programArguments: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const settings = { cwd: options.folder, timeout: options.timeoutMs ?? 30_000, maxBuffer: 16 * 1024 * 1024 };
    execFile(command, [...programArguments], settings, (error, stdout, stderr) => {
      if (error === null) resolve({ exitCode: 0, output: stdout + stderr });
      else {
        const exitCode = typeof error.code === 'number' ? error.code : undefined;
        resolve({ exitCode, output: `${stdout}${stderr}${exitCode === undefined ? error.message : ''}` });
      }
    });
  });
}
