// One run: its cases one after another, each on its server, which starts when it is first needed.
import { startRealServer } from '../servers/real-server.mjs';
import { startSink } from '../servers/sink-server.mjs';
import { DriverPrograms } from './driver-programs.mjs';
import { machine } from './machine.mjs';
import { measureCase } from './measure-case.mjs';
import { measureStart } from './measure-start.mjs';
import { saveResults } from './results.mjs';
import { caseTable } from './tables.mjs';
import { verdicts } from './verdicts.mjs';

const SERVERS = { sink: startSink, real: startRealServer };
const MEASURING = { start: measureStart };
const MS_PER_MINUTE = 60_000;

/** @returns what was measured, as it was saved: see results.mjs */
export async function measureAll({ cases, rounds, windowMs, warmUpMs, isWhole }) {
  const startedAt = new Date().toISOString();
  const results = { startedAt, rounds, windowMs, isWhole, machine: machine(), cases: [] };
  const programs = new DriverPrograms();
  const servers = new Map();
  let file;
  try {
    for (const one of cases) {
      if (!servers.has(one.server)) servers.set(one.server, await SERVERS[one.server]({ programs, warmUpMs }));
      const server = servers.get(one.server);
      if (server === undefined) continue;
      console.log(`\n${one.name}: ${one.title}`);
      const measure = MEASURING[one.mode] ?? measureCase;
      const measured = await measure(one, { server, programs }, { rounds, windowMs, warmUpMs });
      console.log(`\n${caseTable(measured)}\n${minutesSince(startedAt)} minutes`);
      results.cases.push(measured);
      results.figures = verdicts(results.cases);
      file = saveResults(results);
    }
  } finally {
    for (const server of servers.values()) await server?.stop();
  }
  if (file !== undefined) console.log(`\neverything that was measured: ${file}`);
  return { ...results, figures: results.figures ?? [] };
}

function minutesSince(startedAt) {
  return ((Date.now() - Date.parse(startedAt)) / MS_PER_MINUTE).toFixed(1);
}
