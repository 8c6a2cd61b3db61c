// What an app waits for before it sends: imports, and a process that starts and sends its first message.
import { readFileSync } from 'node:fs';
import { DriverPrograms } from '../controller/driver-programs.mjs';
import { measureStart } from '../controller/measure-start.mjs';
import { compared, median } from '../controller/statistics.mjs';
import { startSink } from '../servers/sink-server.mjs';
import { measureOnce } from './probe-process.mjs';

const STARTS = 15;
const START_MUST_MS = 80;
const START_AIM_MS = 40;
const BARE = 'bare Node';
const STARTERS = [
  { name: './client', driver: 'own' },
  { name: BARE, driver: 'bare' },
];
const BODY_BYTES = 256;

const IMPORTS = 9;
const PACKAGE = new URL('../../../', import.meta.url);

export async function measureStarts({ title }) {
  const server = await startSink();
  try {
    const wanted = { name: 'start', title, mode: 'start', bodyBytes: BODY_BYTES, competitors: STARTERS };
    const { competitors } = await measureStart(wanted, { server, programs: new DriverPrograms() }, { rounds: STARTS });
    const bare = competitors.find(({ name: starter }) => starter === BARE);
    const rows = competitors.map(({ name: starter, rounds }) => ({
      name: starter,
      values: rounds.map(({ startMs }) => startMs),
      ...(starter !== BARE && {
        compared: compared(rounds, bare.rounds, 'startMs', difference),
        must: START_MUST_MS,
        aim: START_AIM_MS,
      }),
    }));
    return { unit: 'ms', digits: 0, base: BARE, comparison: 'ms more', rows };
  } finally {
    await server.stop();
  }
}

export async function measureImports() {
  const rows = entries().map(({ name, url }) => ({ name, url, values: [] }));
  for (let round = 0; round < IMPORTS; round++) {
    for (const { url, values } of rows) {
      const { milliseconds } = await measureOnce({ probe: 'import-time', settings: { entry: url } });
      values.push(milliseconds);
    }
  }
  console.log(`  ${rows.map(({ name, values }) => `${name} ${median(values).toFixed(0)} ms`).join(', ')}`);
  return { unit: 'ms', digits: 0, rows: rows.map(({ name, values }) => ({ name, values })) };
}

function difference(value, other) {
  return value - other;
}

/** What the package exports as ECMAScript modules. */
function entries() {
  const { name, exports } = JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8'));
  return Object.entries(exports)
    .filter(([, conditions]) => conditions.import !== undefined)
    .map(([path, { import: file }]) => ({
      name: `${name}${path.slice(1)}`,
      url: new URL(file.default, PACKAGE).href,
    }));
}
