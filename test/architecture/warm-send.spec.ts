/**
 * What a warm send costs begins with how much code it runs: a few files that can be read in one go, in the order in which
 * ARCHITECTURE.md lists them.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('warm-send.mjs', import.meta.url));
const MOST_FILES = 12;
const MOST_LINES = 249;

/** The rows of the table in ARCHITECTURE.md, in their order. */
function listedFiles(): string[] {
  const [, section = ''] = readFileSync('ARCHITECTURE.md', 'utf8').split('\n## A warm send\n');
  return [...section.matchAll(/^\| \d+ +\| `([\w/.-]+)`/gm)].map(([, file]) => `lib/client/${file}`);
}

it.each([1, 2])(
  'a warm send to a topic on %d brokers runs code of the listed files and of no others',
  async (count) => {
    await using cluster = await EmbeddedCluster.start({ brokers: count });

    const { stdout } = await run(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      PROGRAM,
      cluster.nameServer,
    ]);

    const executed = JSON.parse(stdout) as string[];
    expect(executed.toSorted()).toEqual(listedFiles().toSorted());
    expect(executed.length).toBeLessThanOrEqual(MOST_FILES);
  },
);

it('the files of a warm send are short', () => {
  const long = listedFiles().filter((file) => readFileSync(file, 'utf8').trimEnd().split('\n').length > MOST_LINES);

  expect(listedFiles()).toHaveLength(MOST_FILES);
  expect(long).toEqual([]);
});
