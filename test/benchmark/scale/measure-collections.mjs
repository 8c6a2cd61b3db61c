// Pauses of the garbage collector in one long run at full rate: how many are short, and each that is not.
import { number } from '../controller/markdown-table.mjs';
import { measureOnce, withSinks } from './probe-process.mjs';

const IN_FLIGHT = 1000;
const SHORT_BELOW_MS = 20;
const SHORT_PERCENT_MUST = 99.9;

export async function measureCollections(_part, { warmUpMessages, collectionsMs }) {
  const pauses = await withSinks(async (nameServerOf) => {
    const settings = { nameServer: await nameServerOf({}), topics: 1, inFlight: IN_FLIGHT, warmUpMessages };
    return measureOnce({ probe: 'collections', settings, milliseconds: collectionsMs });
  });
  const durations = pauses.map(({ durationMs }) => durationMs);
  const long = pauses.filter(({ durationMs }) => durationMs >= SHORT_BELOW_MS);
  const percent = 100 * (durations.reduce((sum, duration) => sum + duration, 0) / collectionsMs);
  const seen = `${number(pauses.length, 0)} pauses in ${collectionsMs / 1000} s at ${IN_FLIGHT} in flight, ${number(percent, 1)}% of the time; the longest took ${number(Math.max(0, ...durations), 1)} ms.`;
  const shortPercent = 100 * (1 - long.length / Math.max(1, pauses.length));
  return {
    unit: '% of pauses',
    digits: 2,
    rows: [{ name: `under ${SHORT_BELOW_MS} ms`, values: [shortPercent], bound: 'at least', must: SHORT_PERCENT_MUST }],
    notes: long.length === 0 ? [seen] : [seen, long.map(pauseLine).join('\n')],
  };
}

function pauseLine({ kind, durationMs, afterMs }) {
  return `- ${kind}: ${number(durationMs, 1)} ms, ${number(afterMs / 1000, 1)} s after the beginning`;
}
