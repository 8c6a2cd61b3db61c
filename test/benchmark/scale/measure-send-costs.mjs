// The cost of a message in each case of a comparison, and how it compares with the base of the same round.
import { compared } from '../controller/statistics.mjs';
import { measureOnce, withSinks } from './probe-process.mjs';

/** Every topic, and every sender, has had its turn before anything is measured. */
const TURNS_BEFORE = 2;

export async function measureSendCosts({ base, cases }, { rounds, messages, warmUpMessages }) {
  const measured = cases.map((one) => ({ ...one, rounds: [] }));
  await withSinks(async (nameServerOf) => {
    for (let round = 0; round < rounds; round++) {
      for (const { settings, rounds: seen } of measured) {
        const { brokers, topics, inFlight } = settings;
        const figures = {
          ...settings,
          nameServer: await nameServerOf({ brokers }),
          messages,
          warmUpMessages: Math.max(warmUpMessages, TURNS_BEFORE * topics, TURNS_BEFORE * inFlight),
        };
        seen.push(await measureOnce({ probe: 'send-cost', settings: figures }));
      }
      const costs = measured.map(({ name, rounds: seen }) => `${name} ${seen.at(-1).cpuMicros.toFixed(2)} µs`);
      console.log(`  round ${round + 1} of ${rounds}: ${costs.join(', ')}`);
    }
  });
  const baseRounds = measured.find(({ name }) => name === base).rounds;
  const rows = measured.map(({ name, must, rounds: seen }) => ({
    name,
    values: seen.map(({ cpuMicros }) => cpuMicros),
    ...(name !== base && { compared: compared(seen, baseRounds, 'cpuMicros') }),
    must,
  }));
  return { unit: 'CPU µs/message', digits: 2, base, comparison: 'CPU', rows };
}
