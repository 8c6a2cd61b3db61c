/**
 * The matrix is complete: each of its cells is run by packed-package.spec.ts or refused by the compiler in test/types.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ALL_CELLS, expectedMatrix, isRefusedByCompiler } from './expected-matrix.js';

it('has 4 scopes, 4 results, 2 hosts and 2 places for each of 3 decorators', () => {
  expect(new Set(ALL_CELLS.map(({ name }) => name)).size).toBe(4 * 4 * 2 * 2 * 3);
});

it.each(['11', '12'] as const)(
  'runs each cell in Nest %s, but those of which a type test says that they cannot be',
  async (major) => {
    const contract = await readFile(join(import.meta.dirname, '../types/contracts/publish-matrix.ts'), 'utf8');
    const refused = [...contract.matchAll(/@ts-expect-error (\S+)$/gm)].map(([, name]) => name);
    const run = expectedMatrix(major).cells.map(({ name }) => name);

    expect(refused).toEqual(ALL_CELLS.filter(isRefusedByCompiler).map(({ name }) => name));
    expect(new Set([...run, ...refused])).toEqual(new Set(ALL_CELLS.map(({ name }) => name)));
    expect(run.length + refused.length).toBe(ALL_CELLS.length);
  },
);
