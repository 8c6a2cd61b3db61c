// Rounds in which every operation is measured once, and whole sends to the sink; each in a process of its own that stays up.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { DriverProcess } from '../controller/driver-process.mjs';
import { startSink } from '../servers/sink-server.mjs';
import { STAGES } from './budgets.mjs';

const PROBE = program('probe.mjs');
const DRIVER = program('../drivers/own.mjs');
const WHOLE = { topic: 'micro', mode: 'sync', inFlight: 64, bodyBytes: 256, batching: false };
/** Samples are short: a tenth of a window has hundreds of them. */
const SHARE_OF_WINDOW = 0.1;
const WARM_UP_MS = 5000;
const NANOS_PER_MICRO = 1000;

/**
 * @returns `stages`: each with its `values`, one a round, and those of what it spares, `beside`; `sums` of all stages;
 *   `wholes`: CPU of whole sends. All in nanoseconds.
 */
export async function measureStages({ rounds, windowMs }) {
  const sink = await startSink();
  const operations = STAGES.flatMap(({ operation, beside }) => [operation, ...(beside ? [beside.operation] : [])]);
  const probes = operations.map((operation) => new DriverProcess(operation, PROBE, { operation }));
  const whole = new DriverProcess('own', DRIVER, { nameServer: sink.nameServer, ...WHOLE });
  try {
    await whole.measure(Math.min(windowMs, WARM_UP_MS));
    const measured = [];
    while (measured.length < rounds) {
      const nanos = {};
      for (const [index, probe] of probes.entries()) {
        nanos[operations[index]] = (await probe.measure(windowMs * SHARE_OF_WINDOW)).nanos;
      }
      const { cpuMicros, acknowledged } = await whole.measure(windowMs);
      measured.push({ nanos, whole: (cpuMicros / acknowledged) * NANOS_PER_MICRO });
      console.log(`  round ${measured.length} of ${rounds}`);
    }
    return ofStages(measured);
  } finally {
    for (const child of [whole, ...probes]) await child.stop();
    await sink.stop();
  }
}

function program(path) {
  return { command: process.execPath, args: [fileURLToPath(new URL(path, import.meta.url))] };
}

/** Of what an operation has within, the same round's times are taken off. */
function ofStages(measured) {
  const stages = STAGES.map(({ name, operation, within = [], beside }) => ({
    name,
    values: measured.map(({ nanos }) => within.reduce((left, part) => left - nanos[part], nanos[operation])),
    beside: beside && measured.map(({ nanos }) => nanos[beside.operation]),
  }));
  const sums = measured.map((_, round) => stages.reduce((sum, { values }) => sum + values[round], 0));
  return { stages, sums, wholes: measured.map(({ whole }) => whole) };
}
