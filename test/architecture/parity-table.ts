/**
 * docs/parity.md and the test titles as data, and what is wrong between the two.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface ParityRow {
  readonly id: string;
  readonly verdict: string;
  /** As in the table: a path below test/, of which the beginning may be left out. */
  readonly tests: readonly string[];
}

/** The ids in the titles of one test file. */
export interface TitledFile {
  /** Below test/, with forward slashes. */
  readonly path: string;
  readonly ids: ReadonlySet<string>;
}

/** In the place of the tests: they are still to be written, or to be named. */
export const PENDING = 'pending';

/** What a verdict may be; the last two stand for what has no test, and say why. */
const VERDICT = /^(?:same|better: .+|later: .+|left out: .+)$/;
const WITHOUT_TESTS = /^(?:later|left out): /;
const ID = /^[A-H]\d{1,2}\.\w+$/;
const ROW = /^\| *[A-H]\d{1,2}\.\w* *\|/;

/** A string that begins with ids in brackets: the title of a test, or a row of `it.each` that becomes part of one. */
const TITLE = /(?<=['"`])(?:\[[A-H]\d{1,2}(?:\.\w+)?\] ?)+/g;
/** A title whose id is in the rows of its `it.each`, and such an id. */
const TITLE_WITH_ID_OF_ROW = /['"`]\[%s\] /;
const ID_OF_ROW = /(?<=['"`])[A-H]\d{1,2}\.\w+(?=['"`])/g;

export function parityRows(markdown: string): readonly ParityRow[] {
  return markdown
    .split('\n')
    .filter((line) => ROW.test(line))
    .map((line) => {
      const [, id = '', , , verdict = '', tests = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      return { id, verdict, tests: tests.split(/[\s,]+/).filter((name) => name !== '' && name !== '-') };
    });
}

export function titledIds(source: string): ReadonlySet<string> {
  const inTitles = [...source.matchAll(TITLE)].flatMap(([ids]) => ids.match(/[A-H]\d+(?:\.\w+)?/g) ?? []);
  const inRows = TITLE_WITH_ID_OF_ROW.test(source) ? [...source.matchAll(ID_OF_ROW)].map(([id]) => id) : [];
  return new Set([...inTitles, ...inRows]);
}

export function readParityRows(): readonly ParityRow[] {
  return parityRows(readFileSync(join(root, 'docs/parity.md'), 'utf8'));
}

/** Every test file but those of this folder, which are about tests and not tests of a behaviour. */
export function readTitledFiles(): readonly TitledFile[] {
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !name.startsWith('architecture/') && !name.includes('node_modules/'))
    .map((path) => ({ path, ids: titledIds(readFileSync(join(root, 'test', path), 'utf8')) }));
}

/** Rows that no machine could read as meant: a bad or doubled id, a verdict of another kind, tests where none belong. */
export function malformedRows(rows: readonly ParityRow[]): string[] {
  const seen = new Set<string>();
  return rows.flatMap(({ id, verdict, tests }) => {
    const problems: string[] = [];
    if (!ID.test(id)) problems.push(`${id} is no id`);
    if (seen.has(id)) problems.push(`${id} stands there twice`);
    seen.add(id);
    if (!VERDICT.test(verdict)) problems.push(`${id} has the verdict "${verdict}"`);
    if (WITHOUT_TESTS.test(verdict) && tests.length > 0) problems.push(`${id} names tests for what is not there`);
    return problems;
  });
}

/** Rows without tests that should have some. */
export function untestedRows(rows: readonly ParityRow[]): string[] {
  return rows.filter(({ verdict, tests }) => !WITHOUT_TESTS.test(verdict) && tests.length === 0).map(({ id }) => id);
}

/** Rows whose tests are not named yet, each with the files that have its id in a title by now. */
export function pendingRows(rows: readonly ParityRow[], files: readonly TitledFile[]): string[] {
  return rows
    .filter(({ tests }) => tests.includes(PENDING))
    .map(({ id }) => {
      const found = files.filter(({ ids }) => ids.has(id)).map(({ path }) => path);
      return found.length === 0 ? `${id}: no title has it` : `${id}: to be named: ${found.join(', ')}`;
    });
}

/**
 * Ids in titles that no row has, of parts that the table covers. A section on its own (`[D5]`) is known, but shows no row
 * of it.
 */
export function unknownIds(rows: readonly ParityRow[], files: readonly TitledFile[]): string[] {
  const known = new Set(rows.flatMap(({ id }) => [id, id.split('.')[0]]));
  const parts = new Set(rows.map(({ id }) => id[0]));
  return files.flatMap(({ path, ids }) =>
    [...ids].filter((id) => parts.has(id[0]) && !known.has(id)).map((id) => `${path}: ${id}`),
  );
}

/** Names in the table that are no test file, or more than one, or one without a title that has the row's id. */
export function wrongFiles(rows: readonly ParityRow[], files: readonly TitledFile[]): string[] {
  return rows.flatMap(({ id, tests }) =>
    tests.flatMap((name) => {
      if (name === PENDING) return [];
      const matching = files.filter(({ path }) => path === name || path.endsWith(`/${name}`));
      if (matching.length !== 1) return [`${id}: ${name} is ${matching.length} test files`];
      return matching[0]?.ids.has(id) === true ? [] : [`${id}: ${name} has no title with this id`];
    }),
  );
}
