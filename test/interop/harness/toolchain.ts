/**
 * Looks for what the real brokers need on this machine: Java 17 or later with its compiler, and Maven.
 * Downloads nothing.
 */
import { join } from 'node:path';
import { runProgram } from './run-program.js';

const OLDEST_JAVA = 17;

export interface Toolchain {
  readonly java: string;
  readonly javac: string;
  readonly maven: string;
}

export type ToolchainSearch =
  | { readonly isComplete: true; readonly toolchain: Toolchain }
  | { readonly isComplete: false; readonly missing: string };

/** Answers the programs found, or one sentence that says what is missing. `JAVA_HOME` goes before the search path. */
export async function findToolchain(): Promise<ToolchainSearch> {
  const javaHome = process.env['JAVA_HOME'] ?? '';
  const inJavaHome = (program: string): string => (javaHome === '' ? program : join(javaHome, 'bin', program));
  const toolchain = {
    java: inJavaHome('java'),
    javac: inJavaHome('javac'),
    maven: process.platform === 'win32' ? 'mvn.cmd' : 'mvn',
  };

  const missing = (
    await Promise.all([missingJava(toolchain.java), missingProgram(toolchain.javac), missingProgram(toolchain.maven)])
  ).filter((sentence) => sentence !== undefined);
  return missing.length === 0
    ? { isComplete: true, toolchain }
    : { isComplete: false, missing: `${missing.join(' and ')}; the real brokers need Java 17+ with javac, and Maven` };
}

async function missingJava(java: string): Promise<string | undefined> {
  const { exitCode, output } = await runProgram(java, ['-version']);
  if (exitCode !== 0) return `${java} was not found`;
  const version = /version "(?:1\.)?(\d+)/.exec(output)?.[1];
  if (version === undefined) return `the version of ${java} is not readable`;
  return Number(version) < OLDEST_JAVA ? `${java} is version ${version}` : undefined;
}

async function missingProgram(program: string): Promise<string | undefined> {
  const { exitCode } = await runProgram(program, ['-version']);
  return exitCode === 0 ? undefined : `${program} was not found`;
}
