// Prints the files of lib whose code runs for warm sends, as JSON, in alphabetical order: `warm-send.mjs <name server>`.
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
for (let round = 0; round < ROUNDS; round++) await sendAll();
const { result } = await session.post('Profiler.takePreciseCoverage');
await client.close();

const executed = result
  .filter(({ url, functions }) => url.startsWith(lib) && functions.some(({ ranges }) => ranges[0].count > 0))
  .map(({ url }) => `lib/${url.slice(lib.length)}`);
console.log(JSON.stringify(executed.toSorted()));
