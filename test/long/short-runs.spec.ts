/**
 * The short version of every long run that needs no real broker: the same scripts, with less of everything.
 */
import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const RUNNER = new URL('run.mjs', import.meta.url).pathname;
const TIMEOUT_MS = 120_000;

it.each([
  ['heap', 'heap before'],
  ['slow-broker', 'median p99 of the healthy sends'],
  ['batching embedded', 'failed with'],
  ['boot', 'limit of the median difference'],
])(
  'npm run test:long %s short keeps its promises',
  async (run, figure) => {
    const programArguments = [RUNNER, ...run.split(' '), 'short'];

    const { stdout } = await promisify(execFile)(process.execPath, programArguments, { timeout: TIMEOUT_MS });

    expect(stdout).toContain(figure);
  },
  TIMEOUT_MS,
);
