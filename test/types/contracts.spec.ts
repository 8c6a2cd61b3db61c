/**
 * Runs the compiler over `contracts/`: what must compile does, and each `@ts-expect-error` stands above an error.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const contracts = join(import.meta.dirname, 'contracts');
const EXPECTATION = /^\s*\/\/ @ts-expect-error .*\n/gm;

/** The errors that the compiler finds in the files of a folder; those of lib are found elsewhere. */
async function errorsIn(folder: string, project: string): Promise<string[]> {
  const lines = (await compile(project)).split('\n');
  return lines.filter((line) => line.includes(`${basename(folder)}/`) && /: error TS\d+/.test(line));
}

async function compile(project: string): Promise<string> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [compiler, '-p', project], { cwd: root });
    return stdout;
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

/** Where packages resolve as in the repository, and nobody else compiles what is there. */
async function scratchFolder(): Promise<string> {
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  return mkdtemp(join(cache, 'type-contracts-'));
}

describe('type contracts', () => {
  it('hold', async () => {
    expect(await errorsIn(contracts, join(import.meta.dirname, 'tsconfig.json'))).toEqual([]);
  });

  it('are really checked: without its expectation, each refused line is an error of its own', async () => {
    const folder = await scratchFolder();
    try {
      const names = await readdir(contracts);
      const texts = await Promise.all(names.map((name) => readFile(join(contracts, name), 'utf8')));
      const expected = texts.reduce((sum, text) => sum + (text.match(EXPECTATION)?.length ?? 0), 0);
      await Promise.all(
        names.map((name, index) => writeFile(join(folder, name), texts[index]?.replaceAll(EXPECTATION, '') ?? '')),
      );
      const project = join(folder, 'tsconfig.json');
      const compilerOptions = { rootDir: root };
      await writeFile(
        project,
        JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, files: names, include: [] }),
      );

      const errors = await errorsIn(folder, project);

      expect(expected).toBeGreaterThanOrEqual(40);
      expect(errors).toHaveLength(expected);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
