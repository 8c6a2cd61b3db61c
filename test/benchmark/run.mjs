// `npm run bench [cases] [rounds] [milliseconds]`: measures against a minimal answering server in a process of its own.
// Cases are `peer` and `nest`; without one both run. A measurement of `peer` takes 2000 milliseconds unless told otherwise.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import * as nest from './nest.mjs';
import * as peer from './peer.mjs';

const CASES = { peer, nest };

const words = process.argv.slice(2);
const [rounds, measureMs = 2000] = words.map(Number).filter((figure) => !Number.isNaN(figure));
const names = words.filter((word) => Number.isNaN(Number(word)));
const unknown = names.find((name) => !(name in CASES));
if (unknown !== undefined) {
  console.error(`there is no case ${unknown}, only ${Object.keys(CASES).join(', ')}`);
  process.exit(2);
}

const program = fileURLToPath(new URL('answering-server.mjs', import.meta.url));
const server = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
const [firstLine] = await once(server.stdout, 'data');
for (const name of names.length === 0 ? Object.keys(CASES) : names) {
  const { run, DEFAULT_ROUNDS } = CASES[name];
  run({ port: Number(firstLine), rounds: rounds ?? DEFAULT_ROUNDS, measureMs });
}
server.stdin.end();
