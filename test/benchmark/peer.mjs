// Sends of 256 bytes by this package and by the peer: median and range of each figure, and the ratio to the peer.
import process from 'node:process';
import { interleaved, ratios, spread } from './rounds.mjs';

export const DEFAULT_ROUNDS = 5;

const WARM_MS = 1000;
const IN_FLIGHT = [1, 64, 1000];
const PEER = 'ali-ons';
const DRIVERS = [
  { name: 'binary headers', file: 'own.mjs', environment: { HEADER_FORMAT: 'ROCKETMQ' } },
  { name: 'JSON headers', file: 'own.mjs', environment: { HEADER_FORMAT: 'JSON' } },
  { name: PEER, file: 'ali-ons.mjs', environment: {} },
];

export function run({ port, rounds, measureMs }) {
  const rows = IN_FLIGHT.flatMap((inFlight) => {
    const time = { unit: 'milliseconds', warm: WARM_MS, measured: measureMs };
    const results = interleaved(DRIVERS, { port, rounds, inFlight, ...time });
    return DRIVERS.map(({ name }) => row(inFlight, name, results[name], results[PEER]));
  });
  console.log(
    `Node ${process.version}, ${rounds} interleaved rounds of ${measureMs} ms, 256-byte bodies: median (range)`,
  );
  console.table(rows);
}

function row(inFlight, name, results, peers) {
  const figure = (which, digits) =>
    spread(
      results.map((result) => result[which]),
      digits,
    );
  return {
    'in flight': inFlight,
    client: name,
    'messages/s': figure('rate', 0),
    'CPU us/message': figure('cpuMicros', 1),
    'p50 us': figure('p50Micros', 0),
    'p99 us': figure('p99Micros', 0),
    [`rate / ${PEER}`]: spread(ratios(results, peers, 'rate'), 2),
    [`CPU / ${PEER}`]: spread(ratios(results, peers, 'cpuMicros'), 2),
  };
}
