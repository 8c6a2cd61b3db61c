// Everything that a run has measured, as one JSON file a run; what is not in the file was not measured.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../results/', import.meta.url));

/** Writes the file of that run, again each time it knows more: a run that is ended has kept what it had. */
export function saveResults(results) {
  mkdirSync(FOLDER, { recursive: true });
  const file = `${results.startedAt.replaceAll(':', '-')}.json`;
  writeFileSync(`${FOLDER}${file}`, `${JSON.stringify(results, undefined, 1)}\n`);
  return `test/benchmark/results/${file}`;
}

/** The newest run of all cases. */
export function newestWholeResults() {
  mkdirSync(FOLDER, { recursive: true });
  const newest = readdirSync(FOLDER)
    .toSorted()
    .toReversed()
    .map((file) => JSON.parse(readFileSync(`${FOLDER}${file}`, 'utf8')))
    .find(({ isWhole, figures }) => isWhole && figures !== undefined);
  if (newest === undefined) throw new Error('no run of all cases has been finished yet: npm run bench');
  return newest;
}
