// Bytes that a send keeps while it waits, and bytes that it allocates on its way.
import { number } from '../controller/markdown-table.mjs';
import { median } from '../controller/statistics.mjs';
import { measureOnce, withSinks } from './probe-process.mjs';

/** Bytes are counted, not timed: they hardly differ from round to round. */
const ROUNDS_AT_MOST = 3;
const KIB = 1024;
const WAITING_SENDS = 100_000;
const WAITING_MUST = KIB;
/** Code that is not compiled yet allocates more. */
const WARM_UP_SENDS = 200_000;
const STRETCHES = 10;
const SENDS_PER_STRETCH = 10_000;
/** Holds several stretches. */
const YOUNG_SPACE_MIB = 256;
const ALLOCATED_MUST = 1.5 * KIB;

export async function measureWaitingMemory(_part, { rounds }) {
  const name = `${number(WAITING_SENDS, 0)} sends that no server answers`;
  const row = await bytesRow(name, WAITING_MUST, rounds, {
    probe: 'waiting-memory',
    flags: ['--expose-gc'],
    sink: { answersSends: false },
    settings: { waiting: WAITING_SENDS },
  });
  return bytesPart([row], 'The message object of the caller, its key and the promise are counted, too.');
}

export async function measureAllocations(_part, { rounds }) {
  const rows = [];
  for (const inFlight of [64, 1000]) {
    const row = await bytesRow(`${inFlight} in flight`, ALLOCATED_MUST, rounds, {
      probe: 'allocations',
      flags: [`--min-semi-space-size=${YOUNG_SPACE_MIB}`, `--max-semi-space-size=${YOUNG_SPACE_MIB}`],
      sink: {},
      settings: {
        topics: 1,
        inFlight,
        warmUpMessages: WARM_UP_SENDS,
        stretches: STRETCHES,
        messages: SENDS_PER_STRETCH,
      },
    });
    rows.push(row);
  }
  const how = `Growth of heap and buffers over ${STRETCHES} stretches of ${number(SENDS_PER_STRETCH, 0)} sends, in which nothing was collected: young space had ${YOUNG_SPACE_MIB} MiB.`;
  return bytesPart(rows, how);
}

function bytesRow(name, must, rounds, { sink, settings, ...wanted }) {
  return withSinks(async (nameServerOf) => {
    const nameServer = await nameServerOf(sink);
    const seen = [];
    while (seen.length < Math.min(rounds, ROUNDS_AT_MOST)) {
      seen.push(await measureOnce({ ...wanted, settings: { nameServer, ...settings } }));
    }
    const values = seen.map(({ heapBytes, bufferBytes }) => heapBytes + bufferBytes);
    return { name, values, must, bufferBytes: median(seen.map(({ bufferBytes }) => bufferBytes)) };
  });
}

function bytesPart(rows, ...notes) {
  const buffers = rows.map(({ name, bufferBytes }) => `${name}: ${number(Math.round(bufferBytes) || 0, 0)}`);
  return {
    unit: 'bytes',
    digits: 0,
    rows,
    notes: [`In buffers, and not on the heap: ${buffers.join('; ')}.`, ...notes],
  };
}
