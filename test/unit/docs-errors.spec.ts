/**
 * docs/errors.md is the table of error codes for people: it says what the code says, no more and no less.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { ERROR_CODES, type ErrorCode } from '../../lib/client/errors/error-code.js';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const rows = readFileSync(join(repository, 'docs/errors.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, code, classes, meaning, remedy]) => ({ code: code?.replaceAll('`', ''), classes, meaning, remedy }));

it('has one row for each code, in order', () => {
  expect(rows.map(({ code }) => code)).toEqual(Object.keys(ERROR_CODES).toSorted());
});

it.each(rows)('says of $code what the table in the code says', ({ code, meaning, remedy }) => {
  expect({ meaning, remedy }).toEqual(ERROR_CODES[code as ErrorCode]);
});

it('names every error class, and no other', () => {
  const classes = readdirSync(join(repository, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [
      ...readFileSync(join(repository, 'lib', name), 'utf8').matchAll(/class (\w+) extends RocketMQError/g),
    ])
    .map(([, name]) => name);

  const named = rows.flatMap(({ classes: cell }) => [...(cell ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));

  expect(new Set(named)).toEqual(new Set(classes));
});
