// How long it takes from the start of a process until it says that its first message is acknowledged.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { median } from './statistics.mjs';

const STARTS_PER_ROUND = 3;

/** As `measureCase`, with `startMs` as the only figure: the median of three starts in each round. */
export async function measureStart(measured, { server, programs }, { rounds }) {
  const { name: caseName, title, mode, bodyBytes, base } = measured;
  const topic = `bench-${caseName}`;
  await server.prepareTopic(topic);
  const settings = { nameServer: server.nameServer, topic, mode, inFlight: 1, bodyBytes };
  const competitors = [];
  for (const { name, driver } of measured.competitors) {
    // Header formats make no difference here.
    const [program] = await programs.find(driver);
    if (program !== undefined) competitors.push({ name, driver, program, rounds: [] });
  }
  for (let round = 0; round < rounds; round++) {
    const starts = competitors.map(() => []);
    for (let start = 0; start < STARTS_PER_ROUND; start++) {
      for (const [index, { program }] of competitors.entries()) starts[index].push(await startMs(program, settings));
    }
    for (const [index, competitor] of competitors.entries()) competitor.rounds.push({ startMs: median(starts[index]) });
    const figures = competitors.map(({ name, rounds: [...all] }) => `${name} ${Math.round(all.at(-1).startMs)} ms`);
    console.log(`  round ${round + 1} of ${rounds}: ${figures.join(', ')}`);
  }
  return {
    name: caseName,
    title,
    server: measured.server,
    mode,
    base,
    competitors: competitors.map(({ program: { description }, ...kept }) => ({ ...kept, description })),
    broken: [],
  };
}

async function startMs({ command, args }, settings) {
  const startedAt = performance.now();
  const child = spawn(command, [...args, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const [line] = await Promise.race([once(child.stdout, 'data'), closed]);
  const elapsedMs = performance.now() - startedAt;
  await closed;
  if (!String(line).startsWith('SENT')) throw new Error(`${command} did not send its first message`);
  return elapsedMs;
}
