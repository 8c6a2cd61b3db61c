/**
 * The short version of the long run `sigterm`: the built sample app gets SIGTERM while 50 clients order from it.
 */
import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { realClusters } from './harness/clusters.js';

const RUNNER = new URL('../long/run.mjs', import.meta.url).pathname;
const TIMEOUT_MS = 240_000;

const describeBlock = realClusters().length === 0 ? describe.skip : describe;

describeBlock('the sample app on a real broker', () => {
  it(
    'npm run test:long sigterm short keeps its promises',
    async () => {
      const programArguments = [RUNNER, 'sigterm', 'short'];

      const { stdout } = await promisify(execFile)(process.execPath, programArguments, { timeout: TIMEOUT_MS });

      expect(stdout).toContain('0 failed, 0 aborted');
    },
    TIMEOUT_MS,
  );
});
