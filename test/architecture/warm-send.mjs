// Prints the files of lib whose code runs for warm sends, as JSON: `warm-send.mjs <name server>`.
import { Session } from 'node:inspector/promises';
import { register } from 'node:module';
import process from 'node:process';

register('../typescript-hooks.js', import.meta.url);

const IN_FLIGHT = 64;
const WARM_ROUNDS = 50;
const ROUNDS = 20;

const { RocketMQClient } = await import('../../lib/client/index.ts');
const lib = new URL('../../lib/', import.meta.url).href;
const client = new RocketMQClient({ nameServers: process.argv[2] });
const producer = client.createProducer({ group: 'warm' });
producer.start();
const body = Buffer.alloc(256, 'x');

async function sendAll() {
  const sends = Array.from({ length: IN_FLIGHT }, (_, index) =>
    producer.send({ topic: 'warm', tags: 'TagA', keys: `order-${index}`, body }),
  );
  await Promise.all(sends);
}

for (let round = 0; round < WARM_ROUNDS; round++) await sendAll();
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
await sendAll();
// What was counted so far is not of warm sends alone: the count itself had to begin.
await session.post('Profiler.takePreciseCoverage');
const roundsByFile = new Map();
for (let round = 0; round < ROUNDS; round++) {
  await sendAll();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  for (const { url, functions } of result) {
    if (!url.startsWith(lib) || functions.every(({ ranges }) => ranges[0].count === 0)) continue;
    const file = `lib/${url.slice(lib.length)}`;
    roundsByFile.set(file, (roundsByFile.get(file) ?? 0) + 1);
  }
}
await client.close();

// A timer that fires, or a chunk that ends within a frame, is not of every round.
const executed = [...roundsByFile].filter(([, rounds]) => rounds > ROUNDS / 2).map(([file]) => file);
console.log(JSON.stringify(executed));
