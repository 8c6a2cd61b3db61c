/**
 * Runs the compiler over `contracts/`: what must compile does, and each `@ts-expect-error` stands above an error.
 * Refusals of a category are numbered, `@ts-expect-error void.1: ...`; `twin of void.1` stands above what must compile.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(180_000); // the compiler runs twice, on machines that are busy

const root = join(import.meta.dirname, '../..');
const contracts = join(import.meta.dirname, 'contracts');
const EXPECTATION = /^\s*\/\/ @ts-expect-error .*\n/gm;

/** How many refusals of each category there are at least. */
const MINIMUM = {
  payload: 14, // what no message can be made of
  sync: 6, // methods under @SendSync that nobody can be made to wait by
  void: 6, // results with nothing to publish
  option: 8, // options that there are not, or not here
  key: 10, // keys, and functions that make them, of another type
  topic: 17, // what a typed topic does not take
  batch: 26, // what is no batch, or not for one
} as const;

interface NumberedContracts {
  readonly refused: readonly string[];
  readonly twins: readonly string[];
}

function numberedIn(source: string): NumberedContracts {
  const refused = [...source.matchAll(/^ *\/\/ @ts-expect-error (\w+\.\d+): /gm)].map(([, id]) => id ?? '');
  // Not where an error is expected, so that it does compile.
  const twins = [...source.matchAll(/(?<!@ts-expect-error .*\n)^ *\/\/ twin of (.+)\n(?! *\/\/)/gm)];
  return { refused, twins: twins.flatMap(([, ids]) => (ids ?? '').split(', ')) };
}

function problemsOf({ refused, twins }: NumberedContracts, minimum: Readonly<Record<string, number>>): string[] {
  const doubled = [refused, twins].flatMap((ids) => ids.filter((id, index) => ids.indexOf(id) !== index));
  const countOf = (category: string): number => refused.filter((id) => id.startsWith(`${category}.`)).length;
  return [
    ...doubled.map((id) => `${id} stands there twice`),
    ...refused.filter((id) => !twins.includes(id)).map((id) => `${id} has no twin`),
    ...twins.filter((id) => !refused.includes(id)).map((id) => `the twin of ${id} is alone`),
    ...refused.filter((id) => !Object.hasOwn(minimum, id.replace(/\..*/, ''))).map((id) => `${id} is of no category`),
    ...Object.entries(minimum)
      .filter(([category, least]) => countOf(category) < least)
      .map(([category, least]) => `${category} has ${countOf(category)} refusals, not ${least}`),
  ];
}

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

describe('refusals by category', () => {
  it('are as many as the table says, each with a twin that compiles', async () => {
    const names = await readdir(contracts);
    const texts = await Promise.all(names.map((name) => readFile(join(contracts, name), 'utf8')));

    expect(problemsOf(numberedIn(texts.join('\n')), MINIMUM)).toEqual([]);
  });

  const twin = '// twin of void.1\ncode\n';
  const refusal = '// @ts-expect-error void.1: nothing\ncode\n';

  it.each([
    ['agree', twin + refusal, []],
    ['have no twin', refusal, ['void.1 has no twin']],
    ['have a twin that need not compile', `  // @ts-expect-error x\n  ${twin}${refusal}`, ['void.1 has no twin']],
    ['have a twin that is no code', `// twin of void.1\n${refusal}`, ['void.1 has no twin']],
    ['are numbered twice', twin + refusal + refusal, ['void.1 stands there twice']],
    ['are gone', twin, ['the twin of void.1 is alone', 'void has 0 refusals, not 1']],
    [
      'are of no category',
      '// twin of other.1, void.1\ncode\n// @ts-expect-error other.1: x\n' + refusal,
      ['other.1 is of no category'],
    ],
  ])('are checked: %s', (_what, source, problems) => {
    expect(problemsOf(numberedIn(source), { void: 1 })).toEqual(problems);
  });
});
