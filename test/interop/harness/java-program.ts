/**
 * Compiles the Java side against the jars of a version, once per state of its sources.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, type RealVersion } from './class-path.js';
import { runProgram } from './run-program.js';
import type { Toolchain } from './toolchain.js';

const SOURCES = join(import.meta.dirname, 'java');

/**
 * Answers the folder with the compiled classes; compiling takes about two seconds and happens only when a source changed.
 *
 * @throws {Error} with the compiler's output
 */
export async function compiledJavaSide(version: RealVersion, jars: string, toolchain: Toolchain): Promise<string> {
  const names = (await readdir(SOURCES)).filter((name) => name.endsWith('.java')).toSorted();
  const hash = createHash('sha256').update(jars);
  for (const name of names) hash.update(name).update(await readFile(join(SOURCES, name)));
  const folder = join(cacheFolder(version), `java-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;

  await mkdir(cacheFolder(version), { recursive: true });
  const unfinished = await mkdtemp(join(cacheFolder(version), 'compiling-'));
  const { exitCode, output } = await runProgram(
    toolchain.javac,
    ['-nowarn', '-encoding', 'UTF-8', '-cp', jars, '-d', unfinished, ...names.map((name) => join(SOURCES, name))],
    { timeoutMs: 120_000 },
  );
  if (exitCode !== 0) {
    await rm(unfinished, { recursive: true });
    throw new Error(`the Java side does not compile against RocketMQ ${version}:\n${output}`);
  }
  await publish(unfinished, folder);
  return folder;
}

/** Gives the classes their name in one step; another run may have been first with the same ones. */
async function publish(unfinished: string, folder: string): Promise<void> {
  try {
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}
