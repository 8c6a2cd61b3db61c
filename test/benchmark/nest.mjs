// What the Nest layer costs above the native client: CPU of one message, 64 in flight, median and quartiles, and the ratio
// to the native send of the same round. A limit that is missed ends the run with status 1.
import process from 'node:process';
import { interleaved, median, quartiles, ratios } from './rounds.mjs';

export const DEFAULT_ROUNDS = 9;

const IN_FLIGHT = 64;
const MESSAGES = { unit: 'messages', warm: 60_000, measured: 100_000 };
const SENDERS = [
  { name: 'producer.send() of the serialized payload', sender: 'native', base: 'native' },
  { name: '@SendSync', sender: 'sync', base: 'native', limit: 1.2 },
  { name: '@SendSync with a guard and an interceptor', sender: 'enhanced', base: 'native', limit: 2 },
  { name: '@SendAsync', sender: 'async', base: 'native' },
  { name: 'ProducerService.send()', sender: 'service', base: 'native' },
  { name: 'producer.sendOneway() of the serialized payload', sender: 'native-oneway', base: 'native-oneway' },
  { name: '@SendOneway', sender: 'oneway', base: 'native-oneway' },
];

export function run({ port, rounds }) {
  const drivers = SENDERS.map(({ sender }) => ({ name: sender, file: 'nest.mjs', environment: { SENDER: sender } }));
  const results = interleaved(drivers, { port, rounds, inFlight: IN_FLIGHT, ...MESSAGES });
  const { measured } = MESSAGES;
  console.log(
    `Node ${process.version}, ${rounds} interleaved rounds of ${measured} messages, ${IN_FLIGHT} in flight: median (quartiles)`,
  );
  const rows = SENDERS.map((one) => row(one, results));
  console.table(rows);
  if (rows.some(({ kept }) => kept === false)) process.exitCode = 1;
}

function row({ name, sender, base, limit }, results) {
  const cpuMicros = results[sender].map((result) => result.cpuMicros);
  const cost = ratios(results[sender], results[base], 'cpuMicros');
  return {
    'sent by': name,
    'CPU us/message': quartiles(cpuMicros, 1),
    'CPU / native': quartiles(cost, 2),
    limit,
    kept: limit === undefined ? undefined : median(cost) <= limit,
  };
}
