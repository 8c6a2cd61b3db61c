/**
 * docs/hooks.md tells the truth: every row has tests that carry its id in a title, and every id in a title has its row.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

interface Row {
  readonly id: string;
  readonly tests: readonly string[];
}

const root = fileURLToPath(new URL('../../', import.meta.url));

function rowsOf(markdown: string): readonly Row[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('| hooks.'))
    .map((line) => {
      const cells = line.split('|').map((cell) => cell.trim());
      return { id: cells[1] ?? '', tests: (cells[4] ?? '').split(/[\s,]+/).filter((name) => name !== '') };
    });
}

/** The ids that a title begins with, after those of other tables. */
function titledIds(source: string): ReadonlySet<string> {
  const titles = source.match(/['"`](?:\[[\w.]+\] )+/g) ?? [];
  return new Set(titles.flatMap((title) => title.match(/hooks\.\d+/g) ?? []));
}

/** What is wrong between a table and the ids in the titles of test files, by their path below test/. */
function problemsBetween(rows: readonly Row[], titles: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const known = new Set(rows.map(({ id }) => id));
  const doubled = rows.length === known.size ? [] : ['an id stands there twice'];
  const ofRows = rows.flatMap(({ id, tests }) => {
    if (tests.length === 0) return [`${id} names no test`];
    return tests.flatMap((name) => {
      const matching = [...titles].filter(([path]) => `test/${path}`.endsWith(`/${name}`) || `test/${path}` === name);
      if (matching.length !== 1) return [`${id}: ${name} is ${matching.length} test files`];
      return matching[0]?.[1].has(id) === true ? [] : [`${id}: ${name} has no title with this id`];
    });
  });
  const unknown = [...titles].flatMap(([path, ids]) =>
    [...ids].filter((id) => !known.has(id)).map((id) => `${path}: ${id} has no row`),
  );
  return [...doubled, ...ofRows, ...unknown];
}

function readTitles(): ReadonlyMap<string, ReadonlySet<string>> {
  const paths = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !name.startsWith('architecture/') && !name.includes('node_modules/'));
  return new Map(paths.map((path) => [path, titledIds(readFileSync(join(root, 'test', path), 'utf8'))]));
}

describe('docs/hooks.md', () => {
  const rows = rowsOf(readFileSync(join(root, 'docs/hooks.md'), 'utf8'));

  it('has the rows of both levels', () => {
    expect(rows.length).toBeGreaterThanOrEqual(44);
  });

  it('names tests that carry the id of their row, and every id has its row', () => {
    expect(problemsBetween(rows, readTitles())).toEqual([]);
  });
});

const files = new Map([['unit/a.spec.ts', titledIds(`it('[B6.7] [hooks.1] holds'); it("[hooks.9] holds")`)]]);

const table = (tests: string): readonly Row[] =>
  rowsOf(`| hooks.1 | a | b | ${tests} |\n| hooks.9 | a | b | a.spec.ts |`);

describe('this check', () => {
  it('is content where both agree', () => {
    expect(problemsBetween(table('a.spec.ts'), files)).toEqual([]);
  });

  it.each([
    ['', 'hooks.1 names no test'],
    ['b.spec.ts', 'hooks.1: b.spec.ts is 0 test files'],
  ])('finds rows whose tests are "%s"', (tests, problem) => {
    expect(problemsBetween(table(tests), files)).toEqual([problem]);
  });

  it('finds titles without a row, rows without a title, and doubled rows', () => {
    const rows = rowsOf(
      '| hooks.2 | a | b | a.spec.ts |\n| hooks.9 | a | b | a.spec.ts |\n| hooks.9 | a | b | a.spec.ts |',
    );

    expect(problemsBetween(rows, files)).toEqual([
      'an id stands there twice',
      'hooks.2: a.spec.ts has no title with this id',
      'unit/a.spec.ts: hooks.1 has no row',
    ]);
  });
});
