// `npm run bench [filter] [-- --rounds 9 --window 5000 --warm-up 1000 --only-figures]`: measures the cases whose names contain the
// filter, or of these only what the figures to reach are about, prints their tables, and ends with status 1 when a figure that
// must be reached is missed. `--docs` measures nothing, and writes
// docs/benchmarks.md from the newest run of all cases; such a run does that by itself when it ends.
import process from 'node:process';
import { readCommandLine } from './controller/command-line.mjs';
import { writeDocsPage } from './controller/docs-page.mjs';
import { measureAll } from './controller/measure-all.mjs';
import { newestWholeResults, saveResults } from './controller/results.mjs';
import { figuresTable } from './controller/tables.mjs';
import { missed } from './controller/verdicts.mjs';
import { run as runMicro } from './micro.mjs';
import { run as runScale } from './scale.mjs';

const wanted = commandLine();
if (wanted.docsOnly) writeDocsPage(newestWholeResults());
else await run();

function commandLine() {
  try {
    return readCommandLine(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    return process.exit(2);
  }
}

async function run() {
  const results = await measureAll(wanted);
  const { figures, cases, isWhole } = results;
  const { scaleParts: parts, hasMicro, isLong, rounds, windowMs } = wanted;
  if (parts.length > 0) saveResults(Object.assign(results, { scale: await runScale({ parts, rounds, windowMs }) }));
  if (hasMicro) saveResults(Object.assign(results, { micro: await runMicro({ rounds, windowMs, isLong }) }));
  if (figures.length > 0) console.log(`\n${figuresTable(figures)}\n`);
  if (isWhole) writeDocsPage(results);
  const short = missed(figures);
  for (const { case: name, of, ours, against, median, bound, must } of short) {
    console.log(`missed: ${name}, ${of} of ${ours} to ${against} is ${median.toFixed(2)}, it must be ${bound} ${must}`);
  }
  const broken = cases.flatMap(({ broken: all }) => all);
  if (short.length > 0 || broken.length > 0) process.exitCode = 1;
}
