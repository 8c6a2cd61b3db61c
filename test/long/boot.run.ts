/**
 * What `startup: 'background'` adds to the boot of an app whose name server is dead: the port is closed, or somebody listens
 * there who never answers. Small built apps with and without the module boot in turn, each in a process of its own; the median
 * of the differences must stay below 500 ms, or as much more as the machine is slowed down by others. `short` boots fewer of
 * them, and allows for twice that.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { buildShop } from '../e2e/shop-build.js';
import { deafPort } from '../fixtures/deaf-port.js';
import { median, percentile, printTable } from './figures.js';

const LIMIT_MS = 500;
const LONG = { rounds: 15, margin: 1 } as const;
const SHORT = { rounds: 5, margin: 2 } as const;
const CASES = ['without', 'closed port', 'black hole'] as const;

type Case = (typeof CASES)[number];

/** From the start of the process until the app listens. */
interface Boot {
  readonly elapsedMs: number;
  readonly cpuMs: number;
}

export async function run(wanted: readonly string[]): Promise<void> {
  const { rounds, margin } = wanted.includes('short') ? SHORT : LONG;
  const build = buildShop();
  const silent = createServer().listen(0, '127.0.0.1');
  try {
    await once(silent, 'listening');
    const programArguments: Readonly<Record<Case, readonly string[]>> = {
      without: [],
      'closed port': [build.library, `127.0.0.1:${await deafPort()}`],
      'black hole': [build.library, `127.0.0.1:${(silent.address() as AddressInfo).port}`],
    };
    for (const one of CASES) await boot(programArguments[one]);
    const boots: Record<Case, Boot[]> = { without: [], 'closed port': [], 'black hole': [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const one of CASES) boots[one].push(await boot(programArguments[one]));
    }
    report(boots, LIMIT_MS * margin * slowness(boots.without));
  } finally {
    silent.close();
    build.remove();
  }
}

async function boot(programArguments: readonly string[]): Promise<Boot> {
  const app = fork(new URL('boot-app.mjs', import.meta.url), programArguments, { stdio: 'inherit' });
  const exited = once(app, 'exit');
  const [figures] = (await Promise.race([once(app, 'message'), exited])) as [Boot | number | null];
  await exited;
  if (typeof figures === 'object' && figures !== null) return figures;
  throw new Error(`the app ended with ${figures} before it listened`);
}

/** How many times longer than its CPU time a boot takes that waits for nothing: about 1 on a machine of one's own. */
function slowness(boots: readonly Boot[]): number {
  return Math.max(1, median(boots.map(({ elapsedMs, cpuMs }) => elapsedMs / cpuMs)));
}

function report(boots: Readonly<Record<Case, readonly Boot[]>>, limitMs: number): void {
  const rows = CASES.map((one) => {
    const elapsed = boots[one].map(({ elapsedMs }) => elapsedMs);
    const more = boots[one].map(({ elapsedMs }, round) => elapsedMs - boots.without[round]!.elapsedMs);
    return {
      'name server': one === 'without' ? 'no module' : one,
      boots: elapsed.length,
      medianMs: median(elapsed),
      leastMs: percentile(elapsed, 0),
      mostMs: percentile(elapsed, 1),
      'median CPU ms': median(boots[one].map(({ cpuMs }) => cpuMs)),
      'median more ms': median(more),
      'least more ms': percentile(more, 0),
      'most more ms': percentile(more, 1),
    };
  });
  printTable(rows);
  console.log(`limit of the median difference: ${Math.round(limitMs)} ms`);
  const late = rows.filter((row) => row['median more ms'] >= limitMs);
  for (const row of late) console.log(`${row['name server']}: ${row['median more ms']} ms more`);
  if (late.length > 0)
    throw new Error(`the module held up the boot: ${late.map((row) => row['name server']).join(', ')}`);
}
