/**
 * 64 senders on two real 5.5.0 brokers while one of them is killed, or frozen for 10 s: what is acknowledged, what
 * fails, what is stored twice, and how long a send takes. Arguments choose by name: `kill`, `stop` or `none` for the
 * signal, `sync` or `async` for the mode, `defaults`, `fault-tolerance` or `java` for the setting; `short` takes 6 s for each case.
 */
import type { Producer, ProducerOptions, SendResult } from '../../lib/client/index.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';
import { freshTopic } from '../promises/cluster-under-test.js';
import { type JavaSide, startJavaSide } from '../interop/harness/java-side.js';
import { type RealCluster, startRealCluster } from '../interop/harness/real-cluster.js';
import { percentile, printTable } from './figures.js';

const SENDERS = 64;
const PAUSE_MS = 10;
/**
 * `doubledLimit`: an attempt that was given up may be stored later. That is the one message which each sender had on its
 * way; the short run shares its machine with other tests, where the healthy broker is given up now and then, too.
 */
const LONG = { runMs: 20_000, signalAtMs: 8000, frozenMs: 10_000, doubledLimit: SENDERS } as const;
const SHORT = { runMs: 6000, signalAtMs: 1500, frozenMs: 3000, doubledLimit: 3 * SENDERS } as const;
const P99_LIMIT = 1.5;

/** The fixture's clients have more time than a producer has by itself. */
const DEFAULTS = { timeoutMs: 3000 } as const;
const SETTINGS = {
  defaults: {},
  'fault-tolerance': { sendLatencyFaultEnable: true },
  java: { maxTimeoutPerRequestMs: 'none' },
} as const satisfies Readonly<Record<string, Partial<ProducerOptions>>>;
const SIGNALS = ['none', 'kill', 'stop'] as const;
const MODES = ['sync', 'async'] as const;

type Signal = (typeof SIGNALS)[number];
type Mode = (typeof MODES)[number];
type Setting = keyof typeof SETTINGS;

type Timing = typeof LONG | typeof SHORT;

interface Case {
  readonly timing: Timing;
  readonly signal: Signal;
  readonly mode: Mode;
  readonly setting: Setting;
}

interface Load {
  readonly acknowledged: readonly string[];
  readonly failures: readonly Error[];
  readonly latenciesMs: readonly number[];
}

interface Outcome extends Omit<Case, 'timing'> {
  readonly acknowledged: number;
  readonly failed: number;
  readonly missing: number;
  readonly doubled: number;
  readonly doubledLimit: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const SEND: Readonly<Record<Mode, (producer: Producer, topic: string, body: Buffer) => Promise<SendResult>>> = {
  sync: (producer, topic, body) => producer.send({ topic, body }),
  async: (producer, topic, body) =>
    new Promise((resolve, reject) => {
      producer.sendAsync({ topic, body }, { onSuccess: resolve, onException: reject });
    }),
};

export async function run(wanted: readonly string[]): Promise<void> {
  const java = await startJavaSide('5.5.0');
  const cluster = await startRealCluster({ version: '5.5.0', brokers: 2 });
  try {
    await runCase(cluster, java, { timing: SHORT, signal: 'none', mode: 'sync', setting: 'defaults' });
    const outcomes: Outcome[] = [];
    for (const one of casesOf(wanted)) {
      outcomes.push(await runCase(cluster, java, one));
      printTable(outcomes);
    }
    assertPromises(outcomes);
  } finally {
    await cluster.stop();
    await java.stop();
  }
}

function casesOf(wanted: readonly string[]): Case[] {
  const chosen = <T extends string>(values: readonly T[]): readonly T[] => {
    const some = values.filter((value) => wanted.includes(value));
    return some.length === 0 ? values : some;
  };
  const timing = wanted.includes('short') ? SHORT : LONG;
  const settings = chosen(Object.keys(SETTINGS) as Setting[]);
  return chosen(SIGNALS).flatMap((signal) =>
    chosen(MODES).flatMap((mode) => settings.map((setting) => ({ timing, signal, mode, setting }))),
  );
}

async function runCase(cluster: RealCluster, java: JavaSide, one: Case): Promise<Outcome> {
  const { nameServer } = cluster;
  const topic = freshTopic(`two-brokers-${one.signal}`);
  await java.createTopic({ nameServer, topic, queues: 4 });
  const load = await underLoad(cluster, topic, one);
  await bringBack(cluster, one.signal);
  const stored = await java.read({
    nameServer,
    topic,
    expect: load.acknowledged.length,
    timeoutMs: 120_000,
    settleMs: 1000,
  });
  const times = new Map<string, number>();
  for (const { msgId } of stored) times.set(msgId, (times.get(msgId) ?? 0) + 1);
  const { timing, signal, mode, setting } = one;
  return {
    signal,
    mode,
    setting,
    acknowledged: load.acknowledged.length,
    failed: load.failures.length,
    missing: load.acknowledged.filter((msgId) => !times.has(msgId)).length,
    doubled: [...times.values()].filter((count) => count > 1).length,
    doubledLimit: timing.doubledLimit,
    p99Ms: percentile(load.latenciesMs, 0.99),
    maxMs: percentile(load.latenciesMs, 1),
  };
}

async function underLoad(cluster: RealCluster, topic: string, one: Case): Promise<Load> {
  const { timing, mode, setting } = one;
  await using running = runningClient({ nameServers: cluster.nameServer }, { ...DEFAULTS, ...SETTINGS[setting] });
  const acknowledged: string[] = [];
  const failures: Error[] = [];
  const latenciesMs: number[] = [];
  const endAt = performance.now() + timing.runMs;
  const sender = async (number: number): Promise<void> => {
    for (let step = 0; performance.now() < endAt; step += 1) {
      const startedAt = performance.now();
      const sending = SEND[mode](running.producer, topic, textBody(`${number}-${step}`.padEnd(256, '.')));
      try {
        acknowledged.push((await sending).msgId);
      } catch {
        failures.push(await rejectionOf(sending));
      }
      latenciesMs.push(performance.now() - startedAt);
      await pause(PAUSE_MS);
    }
  };
  const senders = Array.from({ length: SENDERS }, (_, number) => sender(number));
  const signalling = strike(cluster, one);
  await Promise.all(senders);
  await signalling;
  for (const { message } of failures.slice(0, 3)) console.log(`failed: ${message}`);
  return { acknowledged, failures, latenciesMs };
}

async function strike(cluster: RealCluster, { timing, signal }: Case): Promise<void> {
  if (signal === 'none') return;
  await pause(timing.signalAtMs);
  await cluster.signalBroker('broker-a', signal === 'kill' ? 'SIGKILL' : 'SIGSTOP');
  if (signal === 'kill') return;
  await pause(timing.frozenMs);
  await cluster.signalBroker('broker-a', 'SIGCONT');
}

async function bringBack(cluster: RealCluster, signal: Signal): Promise<void> {
  if (signal === 'kill') await cluster.restartBroker('broker-a');
}

function assertPromises(outcomes: readonly Outcome[]): void {
  const broken = outcomes.flatMap((outcome) =>
    brokenPromises(outcome, outcomes).map((what) => `${nameOf(outcome)}: ${what}`),
  );
  if (broken.length > 0) throw new Error(`promises broken: ${broken.join('; ')}`);
}

function brokenPromises(outcome: Outcome, outcomes: readonly Outcome[]): string[] {
  const { signal, mode, setting, failed, missing, doubled, doubledLimit, p99Ms } = outcome;
  const broken: string[] = [];
  if (missing > 0) broken.push(`${missing} acknowledged messages are missing`);
  if (failed > 0 && (signal !== 'stop' || setting !== 'java')) broken.push(`${failed} sends failed`);
  if (signal !== 'stop') return broken;
  if (setting === 'defaults' && doubled > doubledLimit) broken.push(`${doubled} messages are doubled`);
  const calm = outcomes.find((other) => other.signal === 'none' && other.mode === mode && other.setting === setting);
  if (setting === 'fault-tolerance' && calm !== undefined && p99Ms > calm.p99Ms * P99_LIMIT) {
    broken.push(`p99 is ${p99Ms.toFixed(1)} ms, undisturbed it is ${calm.p99Ms.toFixed(1)} ms`);
  }
  return broken;
}

function nameOf({ signal, mode, setting }: Outcome): string {
  return `${signal} ${mode} ${setting}`;
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
