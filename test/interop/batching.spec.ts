/**
 * The short version of the long run `batching`: 200 callers on a real 5.5.0 behind a relay that cuts connections.
 */
import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { realClusters } from './harness/clusters.js';

const RUNNER = new URL('../long/run.mjs', import.meta.url).pathname;
const TIMEOUT_MS = 240_000;

const describeBlock = realClusters().length === 0 ? describe.skip : describe;

describeBlock('a real broker behind a relay that cuts connections', () => {
  it(
    '[F4] npm run test:long batching real short keeps its promises',
    async () => {
      const programArguments = [RUNNER, 'batching', 'real', 'short'];

      const { stdout } = await promisify(execFile)(process.execPath, programArguments, { timeout: TIMEOUT_MS });

      expect(stdout).toContain('acknowledged');
    },
    TIMEOUT_MS,
  );
});
