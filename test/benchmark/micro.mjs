// What each stage of a warm send costs by itself, beside the CPU of a whole one. Ends with status 1 when a stage exceeds its
// budget by far.
import process from 'node:process';
import { writeMeasured } from './controller/measured-part.mjs';
import { machine } from './controller/machine.mjs';
import { measureStages } from './micro/measure-stages.mjs';
import { overBudget, stagesTable } from './micro/table.mjs';

/**
 * Measures all stages, and prints their table.
 *
 * @param options.isLong - enough for docs/performance.md, which is written then
 * @returns what measure-stages.mjs gave, plain data
 */
export async function run({ rounds, windowMs, isLong }) {
  console.log('\nmicro: stages of a warm send, 64 in flight');
  const measured = await measureStages({ rounds, windowMs });
  const table = stagesTable(measured);
  console.log(`\n${table}\n`);
  if (isLong) {
    const { cores, processor } = machine();
    const when = new Date().toISOString().slice(0, 10);
    const how = `Measured on ${when} with Node ${process.version}, ${cores} cores (${processor}): medians of ${rounds} rounds, quartiles in brackets.`;
    writeMeasured('docs/performance.md', `${how}\n\n${table}`);
  }
  const over = overBudget(measured);
  for (const line of over) console.log(`missed: ${line}`);
  if (over.length > 0) process.exitCode = 1;
  return measured;
}
