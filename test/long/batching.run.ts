/**
 * Automatic batching under trouble: 200 callers send 100,000 messages over 8 topics, (embedded) to two brokers with faults,
 * (real) to a 5.5.0 behind a relay that cuts its connections. Each result must be what is stored at that queue and offset,
 * no two callers may be told the same place. Arguments: `embedded` or `real` for one of them, `short` for fewer messages.
 */
import type { ProducerOptions, RocketMQClient, RocketMQClientOptions } from '../../lib/client/index.js';
import { EmbeddedCluster, type FaultAction } from '../../lib/embedded/index.js';
import { CuttingRelay } from '../fixtures/cutting-relay.js';
import { runningClient } from '../fixtures/running-client.js';
import { SeededRandom } from '../fixtures/seeded-random.js';
import { falseResults, type PlacedMessage, type ToldMessage } from '../fixtures/stored-places.js';
import { startRealCluster } from '../interop/harness/real-cluster.js';
import { freshTopic } from '../promises/cluster-under-test.js';
import { percentile, printTable } from './figures.js';

const CALLERS = 200;
const TOPICS = 8;
const SENDS = { long: 100_000, short: 10_000 } as const;
const SENDS_PER_FAULT = 200;
const SENDS_PER_CUT = 1000;
const KIB = 1024;
const PULL_MESSAGES = 32;
/** Lost answers are rare: each of them costs its callers a second. */
const FAULTS: readonly FaultAction[] = [
  { kind: 'answer', code: 2 },
  { kind: 'answer', code: 14 },
  { kind: 'cut' },
  { kind: 'half-frame' },
  { kind: 'garbage' },
  { kind: 'delay', ms: 20 },
  { kind: 'answer', code: 2 },
  { kind: 'cut' },
  { kind: 'delay', ms: 50 },
  { kind: 'drop-reply' },
];
/** What three attempts in trouble may end with. */
const EXPECTED_CODES: ReadonlySet<string> = new Set([
  'SEND_TIMEOUT',
  'CONNECTION_CLOSED',
  'BROKER_UNREACHABLE',
  'BROKER_REJECTED',
]);

interface Load {
  readonly told: readonly ToldMessage[];
  readonly failures: readonly (Error & { readonly code?: string })[];
  readonly latenciesMs: readonly number[];
  readonly elapsedMs: number;
}

interface Scene {
  readonly name: string;
  readonly client: Pick<RocketMQClientOptions, 'nameServers' | 'brokerAddressMap'>;
  /** Reads what was stored, past everything that makes trouble. */
  readonly reader: RocketMQClient;
  readonly sends: number;
  /** Called after each send. */
  readonly trouble: (settled: number) => void;
  readonly troubles: () => number;
}

export async function run(wanted: readonly string[]): Promise<void> {
  const sends = wanted.includes('short') ? SENDS.short : SENDS.long;
  const isWanted = (name: string): boolean => wanted.includes(name) || !wanted.some((one) => one in SCENES);
  for (const [name, play] of Object.entries(SCENES)) if (isWanted(name)) await play(sends);
}

const SCENES: Readonly<Record<string, (sends: number) => Promise<void>>> = { embedded: onEmbedded, real: onReal };

async function onEmbedded(sends: number): Promise<void> {
  await using cluster = await EmbeddedCluster.start({ brokers: 2, maxMessages: 1_000_000, maxStoredBytes: 2 ** 30 });
  await using reading = runningClient({ nameServers: cluster.nameServer });
  const random = new SeededRandom(7);
  let faults = 0;
  await playScene({
    name: 'embedded',
    client: { nameServers: cluster.nameServer },
    reader: reading.client,
    sends,
    trouble: (settled) => {
      if (settled % SENDS_PER_FAULT !== 0) return;
      const on = random.pick(['SEND_BATCH_MESSAGE', 'SEND_BATCH_MESSAGE', 'SEND_MESSAGE_V2'] as const);
      cluster.fault({ on, action: random.pick(FAULTS) });
      faults += 1;
    },
    troubles: () => faults,
  });
}

async function onReal(sends: number): Promise<void> {
  const cluster = await startRealCluster({ version: '5.5.0', brokers: 1 });
  try {
    const [broker] = cluster.brokers;
    if (broker === undefined) throw new Error('the cluster has no broker');
    await using relay = await CuttingRelay.to(broker.address);
    await using reading = runningClient({ nameServers: cluster.nameServer });
    await playScene({
      name: 'real 5.5.0',
      client: { nameServers: cluster.nameServer, brokerAddressMap: { [broker.address]: relay.address } },
      reader: reading.client,
      sends,
      trouble: (settled) => {
        if (settled % SENDS_PER_CUT === 0) relay.cut();
      },
      troubles: () => relay.cuts,
    });
  } finally {
    await cluster.stop();
  }
}

async function playScene(scene: Scene): Promise<void> {
  const topics = Array.from({ length: TOPICS }, (_, index) => freshTopic(`batching-${index}`));
  const load = await underLoad(scene, topics, { batching: true });
  const stored = (await Promise.all(topics.map((topic) => readAll(scene.reader, topic)))).flat();
  const wrong = falseResults(load.told, stored);
  const places = new Set(load.told.map(({ result }) => result.offsetMsgId));
  const storedIds = new Set(stored.map(({ msgId }) => msgId));
  const { told, failures, latenciesMs, elapsedMs } = load;
  printTable([
    {
      scene: scene.name,
      sends: scene.sends,
      acknowledged: told.length,
      failed: failures.length,
      'false results': wrong.length,
      'told twice': told.length - places.size,
      'stored more than once': stored.length - storedIds.size,
      troubles: scene.troubles(),
      'sends a second': Math.round((scene.sends / elapsedMs) * 1000),
      p99Ms: percentile(latenciesMs, 0.99),
      maxMs: percentile(latenciesMs, 1),
    },
  ]);
  const failedCodes = new Set(failures.map(({ code }) => code ?? 'none'));
  console.log(`${scene.name}: failed with ${[...failedCodes].join(', ') || 'nothing'}`);
  if (told.length + failures.length !== scene.sends) throw new Error('some callers were not answered, or twice');
  if (wrong.length > 0) throw new Error(`false results: ${wrong.slice(0, 5).join('; ')}`);
  if (places.size !== told.length) throw new Error('two callers were told the same place');
  if (scene.troubles() === 0) throw new Error('there was no trouble');
  const unexpected = failures.find(({ code = '' }) => !EXPECTED_CODES.has(code));
  if (unexpected !== undefined) throw new Error('a send failed that should not have', { cause: unexpected });
}

async function underLoad(scene: Scene, topics: readonly string[], options: Partial<ProducerOptions>): Promise<Load> {
  await using running = runningClient(scene.client, options);
  const { producer } = running;
  const random = new SeededRandom(42);
  const noise = random.bytes(2 * 64 * KIB);
  const told: ToldMessage[] = [];
  const failures: Error[] = [];
  const latenciesMs: number[] = [];
  let started = 0;
  const caller = async (): Promise<void> => {
    while (started < scene.sends) {
      started += 1;
      const body = someBody(random, noise, started);
      const topic = random.pick(topics);
      const sentAt = performance.now();
      try {
        told.push({ topic, body, result: await producer.send({ topic, body }) });
      } catch (error) {
        failures.push(error as Error);
      }
      latenciesMs.push(performance.now() - sentAt);
      scene.trouble(latenciesMs.length);
    }
  };
  for (const topic of topics) await producer.send({ topic, body: Buffer.from('first') }, { timeoutMs: 30_000 });
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return { told, failures, latenciesMs, elapsedMs: performance.now() - startedAt };
}

/** 90% up to 1 KiB, 9% to 8 KiB, 1% to 64 KiB; no two alike, half of them compressible. */
function someBody(random: SeededRandom, noise: Buffer, index: number): Buffer {
  const kind = random.below(100);
  const size =
    kind < 90 ? 16 + random.below(KIB - 15) : (kind < 99 ? KIB : 8 * KIB) + random.below((kind < 99 ? 7 : 56) * KIB);
  const body = Buffer.alloc(size, '.');
  if (random.below(2) === 0) noise.copy(body, 0, random.below(64 * KIB));
  body.write(`${index} `);
  return body;
}

async function readAll(client: RocketMQClient, topic: string): Promise<PlacedMessage[]> {
  const reader = client.createPullReader({ timeoutMs: 30_000 });
  const stored: PlacedMessage[] = [];
  for (const queue of await reader.queues(topic)) {
    const end = await reader.maxOffset(queue);
    for (let offset = await reader.minOffset(queue); offset < end;) {
      const { messages, nextBeginOffset } = await reader.pull(queue, offset, { maxMessages: PULL_MESSAGES });
      for (const { body, ...facts } of messages) stored.push({ ...facts, body: Buffer.from(body) });
      offset = nextBeginOffset;
    }
  }
  return stored;
}
