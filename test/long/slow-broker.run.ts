/**
 * One slow broker beside a healthy one: 200 sends a second to the healthy one, with and without 100 a second pinned to
 * the slow one, which all time out. The healthy ones must not notice. Alternates, 5 times 20 s each; `short` takes 1 s each.
 */
import type { MessageQueue, Producer } from '../../lib/client/index.js';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';
import { median, percentile, printTable } from './figures.js';

const ROUNDS = 5;
const LONG_ROUND_MS = 20_000;
const SHORT_ROUND_MS = 1000;
const HEALTHY_PER_SECOND = 200;
const SLOW_PER_SECOND = 100;
const DELAY_MS = 2000;
const SLOW_TIMEOUT_MS = 1000;
const TOPIC = 'slow-broker';

interface Round {
  readonly isDisturbed: boolean;
  readonly healthy: number;
  readonly healthyFailed: number;
  readonly slowTimedOut: number;
  readonly slowElse: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export async function run(wanted: readonly string[]): Promise<void> {
  const roundMs = wanted.includes('short') ? SHORT_ROUND_MS : LONG_ROUND_MS;
  await using cluster = await EmbeddedCluster.start({ brokers: 2 });
  cluster.createTopic(TOPIC);
  cluster.fault({
    on: 'SEND_MESSAGE_V2',
    server: 'broker-a',
    times: Infinity,
    action: { kind: 'delay', ms: DELAY_MS },
  });
  await using running = runningClient({ nameServers: cluster.nameServer });
  await measure(running.producer, false, 2000);
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS * 2; round += 1) {
    rounds.push(await measure(running.producer, round % 2 === 1, roundMs));
  }
  printTable(rounds);
  assertPromise(rounds);
}

async function measure(producer: Producer, isDisturbed: boolean, roundMs: number): Promise<Round> {
  const latenciesMs: number[] = [];
  const failures: Error[] = [];
  const slow: Error[] = [];
  let slowStored = 0;
  const healthySend = async (): Promise<void> => {
    const startedAt = performance.now();
    try {
      await producer.send({ topic: TOPIC, body: textBody('healthy') }, { queue: queueOf('broker-b') });
      latenciesMs.push(performance.now() - startedAt);
    } catch (error) {
      failures.push(error as Error);
    }
  };
  const slowSend = async (): Promise<void> => {
    const options = { queue: queueOf('broker-a'), timeoutMs: SLOW_TIMEOUT_MS };
    const sending = producer.send({ topic: TOPIC, body: textBody('slow') }, options);
    await sending.then(
      () => (slowStored += 1),
      async () => slow.push(await rejectionOf(sending)),
    );
  };
  await Promise.all([
    openLoop(HEALTHY_PER_SECOND, roundMs, healthySend),
    isDisturbed ? openLoop(SLOW_PER_SECOND, roundMs, slowSend) : undefined,
  ]);
  for (const { message } of failures.slice(0, 3)) console.log(`failed: ${message}`);
  const slowTimedOut = slow.filter((error) => (error as { code?: string }).code === 'SEND_TIMEOUT').length;
  return {
    isDisturbed,
    healthy: latenciesMs.length,
    healthyFailed: failures.length,
    slowTimedOut,
    slowElse: slow.length - slowTimedOut + slowStored,
    p99Ms: percentile(latenciesMs, 0.99),
    maxMs: percentile(latenciesMs, 1),
  };
}

/** Starts that many sends a second, whatever becomes of them, and waits for all. */
async function openLoop(perSecond: number, roundMs: number, send: () => Promise<void>): Promise<void> {
  const sends: Promise<void>[] = [];
  const startedAt = performance.now();
  const total = (perSecond * roundMs) / 1000;
  while (sends.length < total) {
    const due = Math.min(total, Math.ceil(((performance.now() - startedAt) / 1000) * perSecond));
    while (sends.length < due) sends.push(send());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(sends);
}

function queueOf(brokerName: string): MessageQueue {
  return { topic: TOPIC, brokerName, queueId: 0 };
}

function assertPromise(rounds: readonly Round[]): void {
  const p99 = (isDisturbed: boolean): number =>
    median(rounds.filter((round) => round.isDisturbed === isDisturbed).map(({ p99Ms }) => p99Ms));
  const [calm, disturbed] = [p99(false), p99(true)];
  console.log(
    `median p99 of the healthy sends: ${calm.toFixed(2)} ms alone, ${disturbed.toFixed(2)} ms beside the slow broker`,
  );
  const failed = rounds.reduce((sum, { healthyFailed }) => sum + healthyFailed, 0);
  const elsewise = rounds.reduce((sum, { slowElse }) => sum + slowElse, 0);
  if (failed > 0) throw new Error(`${failed} healthy sends failed`);
  if (elsewise > 0) throw new Error(`${elsewise} sends to the slow broker did something else than time out`);
  if (disturbed > Math.max(calm * 1.5, calm + 5)) throw new Error('the healthy sends noticed the slow broker');
}
