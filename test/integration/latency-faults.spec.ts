/**
 * With latency fault tolerance a broker that is slow or fails is left out for its time, comes back, and the client says
 * what it holds against it.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FaultItem, Producer, ProducerOptions } from '../../lib/client/index.js';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { until } from '../fixtures/remoting-turns.js';
import { rejectionOf, runningClient, type RunningClient, textBody } from '../fixtures/running-client.js';

const TOPIC = 'faults';
const message = { topic: TOPIC, body: textBody('hello') };

let cluster: EmbeddedCluster;
let running: RunningClient | undefined;

beforeEach(async () => {
  cluster = await EmbeddedCluster.start({ brokers: 2 });
  cluster.createTopic(TOPIC, { queues: 1 });
});

afterEach(async () => {
  await running?.[Symbol.asyncDispose]();
  await cluster.stop();
});

/** A producer that has sent to both brokers. */
async function aProducer(options: Partial<ProducerOptions>): Promise<Producer> {
  running = runningClient({ nameServers: cluster.nameServer }, { sendLatencyFaultEnable: true, ...options });
  const { producer } = running;
  for (const { name } of cluster.brokers) await sendTo(producer, name);
  return producer;
}

/** Sends in turn until that broker has taken one; returns when that one was sent, by `performance.now()`. */
async function sendTo(producer: Producer, brokerName: string): Promise<number> {
  for (;;) {
    const sentAt = performance.now();
    if ((await brokerOf(producer)) === brokerName) return sentAt;
  }
}

const brokerOf = async (producer: Producer): Promise<string> => (await producer.send(message)).messageQueue.brokerName;

const itemOf = (producer: Producer, brokerName: string): FaultItem | undefined =>
  producer.faultItems().find((item) => item.brokerName === brokerName);

/** Not only for the blink of an eye, in which a send would meet it in use again. */
const isOut = (producer: Producer, brokerName: string): boolean =>
  Number(itemOf(producer, brokerName)?.unavailableUntil ?? 0) > Date.now() + 50;

describe('a slow broker', () => {
  it('[D2.8] is left out for the time of its row, and comes back', async () => {
    const producer = await aProducer({
      latencyMaxMs: [1000],
      notAvailableDurationMs: [1500],
      maxTimeoutPerRequestMs: 'none',
    });
    cluster.fault({ on: 'SEND_MESSAGE_V2', server: 'broker-a', action: { kind: 'delay', ms: 1200 } });
    const slowAt = await sendTo(producer, 'broker-a');
    const item = itemOf(producer, 'broker-a');

    const used = new Set<string>();
    while (isOut(producer, 'broker-a')) {
      // On a machine that stands still for a second the other one is out as well, and either may be taken.
      const isOnlyOne = !isOut(producer, 'broker-b');
      const taken = await brokerOf(producer);
      if (isOnlyOne) used.add(taken);
    }
    const backAt = await sendTo(producer, 'broker-a');

    expect(item).toMatchObject({ reason: 'SLOW_ANSWER', isReachable: true, responseCode: undefined });
    expect(used).toEqual(new Set(['broker-b']));
    // Timers may be some milliseconds early.
    expect(backAt - slowAt).toBeGreaterThan(1200 + 1500 - 10);
    expect(itemOf(producer, 'broker-a')).toMatchObject({ unavailableUntil: undefined, reason: undefined });
  });
});

describe('a broker that answers with errors', () => {
  it('[D1.3] [D2.7] [D4.1] is isolated, and the snapshot says why and until when', async () => {
    const producer = await aProducer({});
    const fault = cluster.fault({
      on: 'SEND_MESSAGE_V2',
      server: 'broker-a',
      times: Infinity,
      action: { kind: 'answer', code: 14, remark: 'disk full' },
    });
    const before = Date.now();
    while (fault.used() === 0) await producer.send(message);
    const item = itemOf(producer, 'broker-a');
    const after = Date.now();

    const used = new Set<string>();
    for (let turn = 0; turn < 20; turn++) used.add(await brokerOf(producer));

    expect(item).toMatchObject({ reason: 'BROKER_RESPONSE', responseCode: 14, isReachable: false });
    expect(item?.unavailableUntil?.getTime()).toBeGreaterThanOrEqual(before + 10_000);
    expect(item?.unavailableUntil?.getTime()).toBeLessThanOrEqual(after + 10_000);
    expect(used).toEqual(new Set(['broker-b']));
    expect(fault.used()).toBe(1);
    expect(running?.client.status().faultItems).toContainEqual({ producerGroup: 'test-group', ...item });
  });

  it('[D1.4] with the switch off is tried again and again', async () => {
    const producer = await aProducer({ sendLatencyFaultEnable: false });
    const action = { kind: 'answer', code: 14 } as const;
    const fault = cluster.fault({ on: 'SEND_MESSAGE_V2', server: 'broker-a', times: Infinity, action });

    for (let turn = 0; turn < 8; turn++) await producer.send(message);

    expect(fault.used()).toBeGreaterThanOrEqual(4);
    expect(producer.faultItems()).toEqual([]);
  });
});

describe('a broker that cannot be reached', () => {
  it('[D5.4] is made reachable again by the detector, in the middle of its time', async () => {
    const producer = await aProducer({
      startDetectorEnable: true,
      detectTimeoutMs: 3000,
      latencyMaxMs: [10_000],
      notAvailableDurationMs: [3_600_000],
      retryTimesWhenSendFailed: 0,
    });
    await cluster.stopServer('broker-a', { keepRoute: true });
    await until(() => running?.client.status().brokers[0]?.connection !== 'connected');
    let error: Error | undefined;
    while (error === undefined) {
      error = await rejectionOf(producer.send(message)).catch(() => undefined);
    }
    const before = itemOf(producer, 'broker-a');

    await cluster.startServer('broker-a');
    await until(() => itemOf(producer, 'broker-a')?.isReachable === true);
    await cluster.stopServer('broker-b', { keepRoute: true });
    await rejectionOf(producer.send(message));
    const fallback = await brokerOf(producer);

    expect(before).toMatchObject({ isReachable: false, unavailableUntil: expect.any(Date) });
    expect(itemOf(producer, 'broker-a')?.unavailableUntil).toBeInstanceOf(Date);
    expect(fallback).toBe('broker-a');
  });
});
