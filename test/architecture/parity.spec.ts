/**
 * docs/parity.md tells the truth: every row has tests that carry its id, and every id in a title has its row.
 */
import { describe, expect, it } from '@jest/globals';
import {
  malformedRows,
  parityRows,
  pendingRows,
  readParityRows,
  readTitledFiles,
  type TitledFile,
  titledIds,
  unknownIds,
  untestedRows,
  wrongFiles,
} from './parity-table.js';

const rows = readParityRows();
const files = readTitledFiles();

/** The sections of the Java client's behaviour that the table covers, with their least number of rows. */
const SECTIONS = [
  ['B', 12],
  ['C', 3],
  ['D', 5],
  ['E', 12],
] as const;

describe('the table', () => {
  it.each(SECTIONS)('covers every section of %s', (letter, last) => {
    const covered = new Set(rows.map(({ id }) => id.split('.')[0]));
    const expected = Array.from({ length: last }, (_, index) => `${letter}${index + 1}`);

    expect(expected.filter((section) => !covered.has(section))).toEqual([]);
  });

  it('has rows that can be read: an id of its own, and a verdict with its reason', () => {
    expect(malformedRows(rows)).toEqual([]);
  });

  it('names tests for every row but those of what is not here', () => {
    expect(untestedRows(rows)).toEqual([]);
  });

  it('has no row whose tests are pending', () => {
    expect(pendingRows(rows, files)).toEqual([]);
  });

  it('names files of which a title carries the id of the row', () => {
    expect(wrongFiles(rows, files)).toEqual([]);
  });
});

it('every id in a title has its row in the table', () => {
  expect(unknownIds(rows, files)).toEqual([]);
});

const table = (...lines: string[]): string =>
  ['| id | Java | here | verdict | tests |', '| -- | - | - | - | - |', ...lines].join('\n');
const file = (path: string, source: string): TitledFile => ({ path, ids: titledIds(source) });

describe('this check', () => {
  const aFile = file('unit/a.spec.ts', `it('[B1.1] [B1.2] holds', ...); it.each(['[B7.3] a row'])`);

  it('reads rows, a bar within a cell included', () => {
    const read = parityRows(table('| B1.1 | a \\| b | c | better: why | a.spec.ts, b.spec.ts |'));

    expect(read).toEqual([{ id: 'B1.1', verdict: 'better: why', tests: ['a.spec.ts', 'b.spec.ts'] }]);
  });

  it('reads the ids that a title begins with, and no others', () => {
    const ids = titledIds(`it('[B1.1] [E9.2] x [B1.3]'); it(\`[D2] y\`); const z = array[B1.4];`);

    expect([...ids]).toEqual(['B1.1', 'E9.2', 'D2']);
  });

  it('reads ids in the rows of a title that asks for them', () => {
    const rowsOfTitle = `it.each([['D2.0', 50], ["D2.1", 100]])`;

    expect([...titledIds(`${rowsOfTitle}('[%s] leaves out', ...)`)]).toEqual(['D2.0', 'D2.1']);
    expect([...titledIds(`${rowsOfTitle}('%s leaves out', ...)`)]).toEqual([]);
  });

  it.each([
    ['a row twice', '| B1.1 | a | b | same | - |\n| B1.1 | a | b | same | - |', ['B1.1 stands there twice']],
    ['an id without a number', '| B1. | a | b | same | - |', ['B1. is no id']],
    ['another verdict', '| B1.1 | a | b | fine | - |', ['B1.1 has the verdict "fine"']],
    ['a verdict without a reason', '| B1.1 | a | b | better: | - |', ['B1.1 has the verdict "better:"']],
    ['tests of nothing', '| B1.1 | a | b | later: x | a.spec.ts |', ['B1.1 names tests for what is not there']],
  ])('finds %s', (_what, lines, problems) => {
    expect(malformedRows(parityRows(table(lines)))).toEqual(problems);
  });

  it('finds rows without a test', () => {
    const read = parityRows(table('| B1.1 | a | b | same | - |', '| B1.2 | a | b | later: consumers | - |'));

    expect(untestedRows(read)).toEqual(['B1.1']);
  });

  it('finds rows whose tests are pending, and where their ids are by now', () => {
    const read = parityRows(table('| B1.1 | a | b | same | pending |', '| B1.9 | a | b | same | pending |'));

    expect(pendingRows(read, [aFile])).toEqual(['B1.1: to be named: unit/a.spec.ts', 'B1.9: no title has it']);
  });

  it('finds ids that no row has', () => {
    const read = parityRows(table('| B1.1 | a | b | same | a.spec.ts |'));

    expect(unknownIds(read, [aFile])).toEqual(['unit/a.spec.ts: B1.2', 'unit/a.spec.ts: B7.3']);
    expect(unknownIds(read, [file('b.spec.ts', `it('[B1] x'); it('[B2] y'); it('[F8] z')`)])).toEqual([
      'b.spec.ts: B2',
    ]);
  });

  it('finds files without a title for the row, missing files, and names that fit several', () => {
    const other = file('interop/a.spec.ts', `it('[B1.3] holds')`);
    const read = parityRows(table('| B1.3 | a | b | same | unit/a.spec.ts interop/a.spec.ts a.spec.ts none.spec.ts |'));

    expect(wrongFiles(read, [aFile, other])).toEqual([
      'B1.3: unit/a.spec.ts has no title with this id',
      'B1.3: a.spec.ts is 2 test files',
      'B1.3: none.spec.ts is 0 test files',
    ]);
  });
});
