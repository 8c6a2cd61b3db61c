/**
 * Health on a cluster with faults: what each of them makes of an app, and that the app comes up again without a send. An
 * app that is down gets no traffic; one that needed some to come up would stay down for ever.
 */
import { describe, expect, it } from '@jest/globals';
import { TerminusModule } from '@nestjs/terminus';
import { type EmbeddedCluster, type EmbeddedClusterOptions } from '../../lib/embedded/index.js';
import {
  type RocketMQHealthData,
  RocketMQHealthIndicator,
  RocketMQHealthModule,
  type RocketMQHealthOptions,
} from '../../lib/health/index.js';
import { ProducerService, type RocketMQModuleOptions } from '../../lib/index.js';
import { startApp, startCluster } from './nest-app.js';

const TOPIC = 'orders';
const NEEDED: RocketMQHealthOptions = { topics: [TOPIC] };
/** Routes are refreshed, brokers dialled and name servers asked again that often. */
const OFTEN = { pollNameServerIntervalMs: 100, heartbeatBrokerIntervalMs: 100 };

interface Rig {
  readonly cluster: EmbeddedCluster;
  readonly producer: ProducerService;
  readonly health: RocketMQHealthIndicator;
}

interface RigOptions {
  readonly cluster?: EmbeddedClusterOptions;
  readonly rocketmq?: Partial<RocketMQModuleOptions>;
}

async function aRig({ cluster: options, rocketmq }: RigOptions = {}): Promise<Rig & { close(): Promise<void> }> {
  const cluster = await startCluster(options);
  const app = await startApp({
    nameServer: cluster.nameServer,
    rocketmq: { ...OFTEN, ...rocketmq },
    imports: [TerminusModule, RocketMQHealthModule],
  });
  const [producer, health] = [app.get(ProducerService), app.get(RocketMQHealthIndicator)];
  return { cluster, producer, health, close: () => app.close() };
}

type Health = { readonly status: string } & RocketMQHealthData;

/** What readiness comes to once it is `status`, and for that reason if one is given. */
async function becomes(
  { health }: Rig,
  status: string,
  { reason = '', ...options }: RocketMQHealthOptions & { readonly reason?: string } = {},
): Promise<Health> {
  const giveUpAt = performance.now() + 15_000;
  for (;;) {
    const { mq } = await health.readiness('mq', options);
    if (mq.status === status && (mq.reasons ?? []).join('\n').includes(reason)) return mq;
    if (performance.now() > giveUpAt) throw new Error(`not ${status} (${reason}): ${JSON.stringify(mq)}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

const sendTo = (producer: ProducerService, brokerName: string, timeoutMs?: number): Promise<unknown> =>
  producer.send(TOPIC, 'x', { queue: { topic: TOPIC, brokerName, queueId: 0 }, ...(timeoutMs && { timeoutMs }) });

const fails = (sending: Promise<unknown>): Promise<unknown> =>
  sending.then(
    () => Promise.reject(new Error('it was sent')),
    (error: unknown) => error,
  );

/** One fault: what it does to an app that has sent to all brokers, and what ends it. */
interface Fault extends RigOptions {
  readonly what: string;
  readonly status: 'degraded' | 'down';
  readonly reason: string;
  readonly options?: RocketMQHealthOptions;
  readonly strike: (rig: Rig) => unknown;
  readonly mend: (rig: Rig) => unknown;
}

const TWO = { cluster: { brokers: 2 } };

const FAULTS: readonly Fault[] = [
  {
    what: 'the name server is gone, routes are in the cache',
    status: 'degraded',
    reason: 'nameServer: 1 of 1 name servers cannot be reached',
    strike: ({ cluster }) => cluster.stopServer('name-server'),
    mend: ({ cluster }) => cluster.startServer('name-server'),
  },
  {
    what: 'the name server has forgotten the topic',
    status: 'degraded',
    reason: 'nameServer: the last good route is in use for orders',
    strike: ({ cluster }) => cluster.removeRoute(TOPIC),
    mend: ({ cluster }) => cluster.restoreRoute(TOPIC),
  },
  {
    ...TWO,
    what: 'one broker has left the route',
    status: 'degraded',
    reason: 'route: orders has 4 of 8 writable queues',
    strike: ({ cluster }) => cluster.stopServer('broker-a'),
    mend: ({ cluster }) => cluster.startServer('broker-a'),
  },
  {
    what: 'the topic can only be read',
    status: 'down',
    reason: 'route: no writable queue for orders',
    strike: ({ cluster }) => cluster.createTopic(TOPIC, { perm: 4 }),
    mend: ({ cluster }) => cluster.createTopic(TOPIC, { perm: 6 }),
  },
  {
    ...TWO,
    what: 'one broker is cut off',
    status: 'degraded',
    reason: 'brokerChannel: no connection to broker-a',
    strike: ({ cluster }) => cluster.stopServer('broker-a', { keepRoute: true }),
    mend: ({ cluster }) => cluster.startServer('broker-a'),
  },
  {
    what: 'the only broker is cut off',
    status: 'down',
    reason: 'brokerChannel: no writable master of orders can be reached',
    strike: ({ cluster }) => cluster.stopServer('broker-a', { keepRoute: true }),
    mend: ({ cluster }) => cluster.startServer('broker-a'),
  },
  {
    ...TWO,
    what: 'one broker is frozen',
    status: 'degraded',
    reason: 'brokerChannel: no connection to broker-a',
    strike: ({ cluster, producer }) => {
      cluster.freeze('broker-a');
      return fails(sendTo(producer, 'broker-a', 200));
    },
    mend: ({ cluster }) => cluster.thaw('broker-a'),
  },
  {
    what: 'the only broker is frozen',
    status: 'down',
    reason: 'brokerChannel: no writable master of orders can be reached',
    strike: ({ cluster, producer }) => {
      cluster.freeze('broker-a');
      return fails(sendTo(producer, 'broker-a', 200));
    },
    mend: ({ cluster }) => cluster.thaw('broker-a'),
  },
  {
    what: 'the limits on sends in flight are used up',
    rocketmq: { producer: { group: 'shop', maxInFlightSends: 1, timeoutMs: 20_000 } },
    options: { stallMs: 50 },
    status: 'down',
    reason: 'inFlight: the limits have been used up for',
    strike: ({ cluster, producer }) => {
      cluster.freeze('broker-a');
      producer.sendAsync(TOPIC, 'held up');
    },
    mend: ({ cluster }) => cluster.thaw('broker-a'),
  },
];

describe('an app that is well', () => {
  it.each(FAULTS)('is $status while $what, and up again without a send', async (fault) => {
    const { status, reason, options = NEEDED, strike, mend, ...rigOptions } = fault;
    const rig = await aRig(rigOptions);
    const { cluster, producer, health } = rig;
    cluster.createTopic(TOPIC);
    for (const { name } of cluster.brokers) await sendTo(producer, name);
    const before = await becomes(rig, 'up', options);

    await strike(rig);
    const struck = await becomes(rig, status, { ...options, reason });
    const strict = await health.readiness('mq', { ...options, strict: true });
    const live = health.liveness('mq');
    await mend(rig);
    const mended = await becomes(rig, 'up', options);

    expect(before.state).toBe('ready');
    expect(struck.state).toBe('degraded');
    expect(strict.mq.status).toBe('down');
    expect(live.mq.status).toBe('up');
    expect(mended).not.toHaveProperty('reasons');
  });
});

describe('an app that has not sent anything', () => {
  it('is up and idle, and nobody is asked unless a probe is: then it is down without a name server', async () => {
    const { cluster, health } = await aRig({ rocketmq: { startup: 'lazy' } });
    await cluster.stopServer('name-server');

    const idle = await health.readiness('mq', NEEDED);
    const probed = await health.readiness('mq', { probe: { timeoutMs: 200 } });
    await cluster.startServer('name-server');
    const asked = cluster.requests().length;
    const found = await health.readiness('mq', { probe: { timeoutMs: 10_000 } });

    expect(idle.mq).toMatchObject({ status: 'up', state: 'idle' });
    expect(probed.mq).toMatchObject({ status: 'down', reasons: [expect.stringContaining('no route is known')] });
    expect(asked).toBe(0);
    expect(found.mq).toMatchObject({ status: 'up', state: 'idle' });
    expect(new Set(cluster.requests().map(({ name, server }) => `${name} ${server}`))).toEqual(
      new Set(['GET_ROUTEINFO_BY_TOPIC name-server']),
    );
  });

  it('is down when it found no name server at its start, and up when there is one, without a send', async () => {
    const rig = await aRig({ rocketmq: { startup: 'lazy' } });
    await rig.cluster.stopServer('name-server');
    await rig.health.check('mq', { probe: { timeoutMs: 200 } });

    const reason = 'nameServer: no name server could be reached, and no route is known';
    const down = await becomes(rig, 'down', { reason });
    await rig.cluster.startServer('name-server');
    const up = await becomes(rig, 'up');

    expect([down.nameServers, up.nameServers]).toEqual([
      { state: 'unreachable', total: 1, unreachable: 1 },
      { state: 'reachable', total: 1, unreachable: 0 },
    ]);
  });
});

it('is down while all brokers of a topic are left out, and degraded while one is', async () => {
  const producer = {
    group: 'shop',
    sendLatencyFaultEnable: true,
    latencyMaxMs: [10_000],
    notAvailableDurationMs: [3_600_000],
    retryTimesWhenSendFailed: 0,
  };
  const rig = await aRig({ cluster: { brokers: 2 }, rocketmq: { producer } });
  rig.cluster.createTopic(TOPIC);
  const refusal = { on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 14 } } as const;

  rig.cluster.fault(refusal);
  await fails(rig.producer.send(TOPIC, 'x'));
  const one = await becomes(rig, 'degraded', NEEDED);
  rig.cluster.fault(refusal);
  await fails(rig.producer.send(TOPIC, 'x'));
  const all = await becomes(rig, 'down', NEEDED);

  expect(one.reasons).toEqual([expect.stringMatching(/^faultTable: broker-[ab] is left out for 3\d{6} ms more$/)]);
  expect(all.reasons).toEqual(['faultTable: all brokers of orders are left out for a time']);
});

it('is down for a topic that it needs and that does not exist, until it does', async () => {
  const rig = await aRig({ cluster: { autoCreateTopics: false } });
  await fails(rig.producer.send(TOPIC, 'x'));

  const { reasons } = await becomes(rig, 'down', NEEDED);
  rig.cluster.createTopic(TOPIC);

  expect(reasons).toEqual(['route: no writable queue for orders']);
  await becomes(rig, 'up', NEEDED);
});

it('is down when sends fail one after another, over all brokers, until one is stored', async () => {
  const rig = await aRig({ cluster: { brokers: 2 } });
  const { cluster, producer } = rig;
  await producer.send(TOPIC, 'x');
  cluster.fault({ on: 'SEND_MESSAGE_V2', times: Infinity, action: { kind: 'answer', code: 13 } });
  for (let count = 0; count < 3; count++) await fails(producer.send(TOPIC, 'x'));

  const { reasons } = await becomes(rig, 'down', { failures: 3 });
  cluster.clearFaults();
  await producer.send(TOPIC, 'x');

  expect(reasons).toEqual(['errors: the last 3 sends failed, over all brokers']);
  await becomes(rig, 'up', { failures: 3 });
});

it('wants no more traffic while it drains, needs no restart, and is closed at the end', async () => {
  const rig = await aRig({ rocketmq: { producer: { group: 'shop', timeoutMs: 20_000 }, drainTimeoutMs: 20_000 } });
  const { cluster, producer, health } = rig;
  await producer.send(TOPIC, 'x');
  cluster.freeze('broker-a');
  const sending = producer.send(TOPIC, 'the last one');

  const closing = rig.close();
  const draining = await becomes(rig, 'down', { reason: 'state: the app is shutting down' });
  const [check, live] = [await health.check('mq'), health.liveness('mq')];
  cluster.thaw('broker-a');
  await Promise.all([sending, closing]);

  expect(draining).toMatchObject({ state: 'draining', inFlight: 1 });
  expect([check.mq.status, live.mq.status]).toEqual(['degraded', 'up']);
  expect(health.liveness('mq').mq).toMatchObject({ status: 'down', state: 'closed' });
});
