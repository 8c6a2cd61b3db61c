/**
 * SIGTERM under load: 50 clients, half of them on connections they keep open, post orders to the built sample app on a real
 * 5.5.0 broker until the app gets its signal. Every order that was answered with success must be found by the Java client, and
 * the app must end by itself, in time, with nothing failed or given up. Ten times, each with the signal at another moment;
 * `short` does it once.
 */
import { OrderLoad } from '../e2e/order-load.js';
import { buildShop, type ShopBuild } from '../e2e/shop-build.js';
import { type ShopEnd, ShopProcess } from '../e2e/shop-process.js';
import { type JavaSide, startJavaSide } from '../interop/harness/java-side.js';
import { type RealCluster, startRealCluster } from '../interop/harness/real-cluster.js';
import { printTable } from './figures.js';

const CLIENTS = { keptAlive: 25, reconnecting: 25 } as const;
const TOPIC = 'order-created';
/** The module's `drainTimeoutMs`, which the sample app leaves as it is. */
const DRAIN_LIMIT_MS = 5000;
/** The short run shares its machine with other tests. */
const SHORT = { runs: 1, endLimitMs: 3 * DRAIN_LIMIT_MS } as const;
const LONG = { runs: 10, endLimitMs: DRAIN_LIMIT_MS } as const;
/** Orders answered before the signal: each run has other sends under way. */
const FIRST_SIGNAL_AT = 300;
const NEXT_SIGNAL_AFTER = 77;
const LOAD_TIMEOUT_MS = 60_000;
const REPORT =
  /^DrainReport: (?<pending>\d+) sends under way, (?<settled>\d+) settled, (?<failed>\d+) failed, (?<aborted>\d+) aborted in (?<elapsedMs>\d+) ms/gm;

interface Stopped {
  readonly load: OrderLoad;
  readonly pendingAtSignal: number;
  readonly end: ShopEnd;
  readonly endedAfterMs: number;
  readonly output: string;
}

interface Outcome {
  readonly run: number;
  readonly posted: number;
  readonly pendingAtSignal: number;
  readonly created: number;
  readonly refused: number;
  readonly unanswered: number;
  readonly foundByJava: number;
  readonly exitCode: number | string;
  readonly endedAfterMs: number;
  readonly drainReport: string;
}

export async function run(wanted: readonly string[]): Promise<void> {
  const { runs, endLimitMs } = wanted.includes('short') ? SHORT : LONG;
  const build = buildShop();
  const java = await startJavaSide('5.5.0');
  const cluster = await startRealCluster({ version: '5.5.0', brokers: 1 });
  const outcomes: Outcome[] = [];
  try {
    await java.createTopic({ nameServer: cluster.nameServer, topic: TOPIC });
    const broken: string[] = [];
    let createdBefore = 0;
    for (let number = 1; number <= runs; number += 1) {
      const stopped = await stopUnderLoad(build, cluster, number);
      createdBefore += stopped.load.created.length;
      const found = await foundByJava(java, cluster, stopped.load, createdBefore);
      outcomes.push(outcomeOf(number, stopped, found));
      broken.push(...brokenPromises(stopped, found, endLimitMs).map((what) => `run ${number}: ${what}`));
    }
    if (broken.length > 0) throw new Error(`promises broken: ${broken.join('; ')}`);
  } finally {
    printTable(outcomes);
    await cluster.stop();
    await java.stop();
    build.remove();
  }
}

async function stopUnderLoad(build: ShopBuild, { nameServer }: RealCluster, number: number): Promise<Stopped> {
  await using shop = new ShopProcess({
    command: process.execPath,
    programArguments: [build.main],
    environment: { NAMESRV_ADDR: nameServer },
  });
  const load = new OrderLoad(await shop.url(), CLIENTS, `run-${number}`);
  await load.atLeast(FIRST_SIGNAL_AT + number * NEXT_SIGNAL_AFTER);
  const pendingAtSignal = load.pending;
  const signalledAt = performance.now();
  shop.signal('SIGTERM');
  const end = await shop.end(LOAD_TIMEOUT_MS);
  const endedAfterMs = performance.now() - signalledAt;
  await load.end();
  return { load, pendingAtSignal, end, endedAfterMs, output: shop.output };
}

/** How many of the orders that were answered with success are stored: each message carries the id of its request. */
async function foundByJava(
  java: JavaSide,
  { nameServer }: RealCluster,
  load: OrderLoad,
  expect: number,
): Promise<number> {
  const stored = await java.read({ nameServer, topic: TOPIC, expect, timeoutMs: LOAD_TIMEOUT_MS, settleMs: 1000 });
  const requestIds = new Set(stored.map(({ properties }) => properties['request-id']));
  return load.createdBy.filter((id) => requestIds.has(id)).length;
}

function reportsIn(output: string): readonly Readonly<Record<string, string>>[] {
  return [...output.matchAll(REPORT)].map(({ groups }) => groups!);
}

function outcomeOf(
  number: number,
  { load, pendingAtSignal, end, endedAfterMs, output }: Stopped,
  found: number,
): Outcome {
  const { posted, created, refused, unanswered } = load;
  const [report] = reportsIn(output);
  return {
    run: number,
    posted,
    pendingAtSignal,
    created: created.length,
    refused: refused.length,
    unanswered,
    foundByJava: found,
    exitCode: end.status ?? String(end.signal),
    endedAfterMs,
    drainReport:
      report === undefined
        ? 'none'
        : `${report['pending']} pending, ${report['settled']} settled, ${report['failed']} failed, ${report['aborted']} aborted, ${report['elapsedMs']} ms`,
  };
}

function brokenPromises(stopped: Stopped, found: number, endLimitMs: number): string[] {
  const { load, pendingAtSignal, end, endedAfterMs, output } = stopped;
  const reports = reportsIn(output);
  const broken: string[] = [];
  if (pendingAtSignal === 0) broken.push('there was no load at the signal');
  if (found < load.created.length) broken.push(`${load.created.length - found} answered orders are missing`);
  if (end.status !== 0) broken.push(`the app ended with ${end.status ?? String(end.signal)}`);
  if (endedAfterMs > endLimitMs) broken.push(`the app ended ${Math.round(endedAfterMs)} ms after the signal`);
  if (reports.length !== 1) broken.push(`${reports.length} drain reports`);
  const isClean = reports.every(({ failed, aborted }) => failed === '0' && aborted === '0');
  if (!isClean) broken.push('sends failed or were given up');
  if (load.refused.length > 0) broken.push(`orders were answered with ${load.refused.join(', ')}`);
  return broken;
}
