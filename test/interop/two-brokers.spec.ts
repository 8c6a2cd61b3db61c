/**
 * The short version of the long run `two-brokers`: a broker is killed, and frozen, while 64 senders send.
 */
import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { realClusters } from './harness/clusters.js';

const RUNNER = new URL('../long/run.mjs', import.meta.url).pathname;
const TIMEOUT_MS = 240_000;

const describeBlock = realClusters().length === 0 ? describe.skip : describe;

describeBlock('two real brokers', () => {
  it(
    'npm run test:long two-brokers short keeps its promises with the defaults',
    async () => {
      const programArguments = [RUNNER, 'two-brokers', 'short', 'kill', 'stop', 'defaults'];

      const { stdout } = await promisify(execFile)(process.execPath, programArguments, { timeout: TIMEOUT_MS });

      expect(stdout).toContain('doubled');
    },
    TIMEOUT_MS,
  );
});
