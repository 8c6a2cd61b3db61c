// `npm run bench`: sends of 256 bytes to a minimal answering server in a process of its own.
// Every round runs every driver once, one after the other; the table has the median and the range over all rounds, and
// the ratio to the peer of the same round. Options: rounds (default 5) and milliseconds per measurement (default 2000).
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const [rounds = 5, measureMs = 2000] = process.argv.slice(2).map(Number);
const IN_FLIGHT = [1, 64, 1000];
const PEER = 'ali-ons';
const DRIVERS = [
  { name: 'binary headers', file: 'own.mjs', environment: { HEADER_FORMAT: 'ROCKETMQ' } },
  { name: 'JSON headers', file: 'own.mjs', environment: { HEADER_FORMAT: 'JSON' } },
  { name: PEER, file: 'ali-ons.mjs', environment: {} },
];

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

function runDriver({ file, environment }, port, inFlight) {
  const programArguments = [here(`drivers/${file}`), port, inFlight, 1000, measureMs].map(String);
  const output = execFileSync(process.execPath, programArguments, {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output);
}

function spread(values, digits) {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  return `${median.toFixed(digits)} (${sorted[0].toFixed(digits)}-${sorted.at(-1).toFixed(digits)})`;
}

function row(inFlight, name, results, peers) {
  const ratio = (figure) =>
    spread(
      results.map((result, round) => result[figure] / peers[round][figure]),
      2,
    );
  return {
    'in flight': inFlight,
    client: name,
    'messages/s': spread(
      results.map(({ rate }) => rate),
      0,
    ),
    'CPU us/message': spread(
      results.map(({ cpuMicros }) => cpuMicros),
      1,
    ),
    'p50 us': spread(
      results.map(({ p50Micros }) => p50Micros),
      0,
    ),
    'p99 us': spread(
      results.map(({ p99Micros }) => p99Micros),
      0,
    ),
    [`rate / ${PEER}`]: ratio('rate'),
    [`CPU / ${PEER}`]: ratio('cpuMicros'),
  };
}

const server = spawn(process.execPath, [here('answering-server.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
const [firstLine] = await once(server.stdout, 'data');
const port = Number(firstLine);
const rows = [];
for (const inFlight of IN_FLIGHT) {
  const results = new Map(DRIVERS.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const driver of DRIVERS) results.get(driver.name).push(runDriver(driver, port, inFlight));
  }
  for (const { name } of DRIVERS) rows.push(row(inFlight, name, results.get(name), results.get(PEER)));
}
server.stdin.end();
console.log(
  `Node ${process.version}, ${rounds} interleaved rounds of ${measureMs} ms, 256-byte bodies: median (range)`,
);
console.table(rows);
