/**
 * What README.md and docs/ show is what the files here say, character for character, and the other specs run these files.
 */
import { describe, expect, it, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

jest.setTimeout(180_000); // the compiler, on machines that are busy

const root = join(import.meta.dirname, '../..');
const here = import.meta.dirname;

interface Snippet {
  /** File and name, or file and line. */
  readonly place: string;
  readonly text: string;
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Without the indentation that all lines have. */
function dedent(text: string): string {
  const lines = text.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  return lines
    .map((line) => line.slice(Math.min(...indents)))
    .join('\n')
    .trimEnd();
}

function regionsOf(path: string, source: string): Snippet[] {
  const regions = source.matchAll(/^ *\/\/ #region ([\w-]+)\n(.*?)^ *\/\/ #endregion$/gms);
  return [...regions].map(([, name, text]) => ({ place: `${path} ${name}`, text: dedent(text ?? '') }));
}

/** Blocks of TypeScript and JavaScript. */
function blocksOf(path: string, markdown: string): Snippet[] {
  const blocks = markdown.matchAll(/^( *)```(?:ts|tsx|typescript|js|javascript)\b[^\n]*\n(.*?)^ *```$/gms);
  return [...blocks].map((block) => ({
    place: `${path}:${markdown.slice(0, block.index).split('\n').length}`,
    text: dedent(block[2] ?? ''),
  }));
}

const isSource = (name: string): boolean => name.endsWith('.ts') && !name.endsWith('.spec.ts');
const sources = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter(isSource);
const regions = sources.flatMap((path) => regionsOf(path, readFileSync(join(here, path), 'utf8')));
const documents = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];
const blocks = documents.flatMap((path) => blocksOf(path, read(path)));

describe('snippets', () => {
  it('are regions of files here', () => {
    const texts = new Set(regions.map(({ text }) => text));
    const unknown = blocks.filter(({ text }) => !texts.has(text));

    expect(blocks.length).toBeGreaterThan(30);
    expect(unknown).toEqual([]);
  });

  it('show each region once', () => {
    const counted = regions.map(({ place, text }) => ({
      place,
      shown: blocks.filter((block) => block.text === text).length,
    }));

    expect(counted.filter(({ shown }) => shown !== 1)).toEqual([]);
  });

  it('are run: each file with a region is imported by a spec, or by another file here', () => {
    const names = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const importing = names.map((name) => readFileSync(join(here, name), 'utf8')).join('\n');
    const withRegion = new Set(regions.map(({ place }) => place.replace(/\.ts .*/, '')));

    expect([...withRegion].filter((name) => !importing.includes(`/${name.replace(/.*\//, '')}.js'`))).toEqual([]);
  });

  it('compile', async () => {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const compiling = promisify(execFile)(process.execPath, [compiler, '-p', join(here, 'tsconfig.json')], {
      cwd: root,
    });
    const { stdout } = await compiling.catch((error: { readonly stdout: string }) => error);

    expect(stdout).toBe('');
  });
});

describe('this check', () => {
  it('takes regions as they are, without their indentation', () => {
    const source = 'class A {\n  // #region one\n  @B()\n  c() {\n    d();\n  }\n  // #endregion\n}\n';

    expect(regionsOf('a.ts', source)).toEqual([{ place: 'a.ts one', text: '@B()\nc() {\n  d();\n}' }]);
  });

  it('finds blocks with the line they stand on', () => {
    const markdown = 'text\n\n```sh\nnpm i\n```\n\n```ts\nf();\n```\n\n- item\n\n  ```js\n  g();\n  ```\n';

    expect(blocksOf('a.md', markdown)).toEqual([
      { place: 'a.md:7', text: 'f();' },
      { place: 'a.md:13', text: 'g();' },
    ]);
  });
});
