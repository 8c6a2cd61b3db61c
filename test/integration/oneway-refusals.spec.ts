/**
 * One-way sends that a busy broker refuses. How those that follow slow down is in the unit tests of the producer.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { until } from '../fixtures/remoting-turns.js';
import { runningClient, textBody } from '../fixtures/running-client.js';

const TOPIC = 'floods';
const message = { topic: TOPIC, body: textBody('hello') };
const BUSY = { kind: 'refuse-aloud', code: 2, remark: '[PCBUSY_CLEAN_QUEUE]broker busy' } as const;

let cluster: EmbeddedCluster;

beforeEach(async () => {
  cluster = await EmbeddedCluster.start({ brokers: 1 });
  cluster.createTopic(TOPIC);
});

afterEach(async () => {
  await cluster.stop();
});

describe('one-way sends that the broker refuses', () => {
  it('are told of with broker, code and remark', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: BUSY });

    await running.producer.sendOneway(message);
    await until(() => running.events.length > 0);

    const [broker] = cluster.brokers;
    expect(running.events).toEqual([
      {
        type: 'oneway-rejected',
        address: broker?.address,
        responseCode: 2,
        responseName: 'SYSTEM_BUSY',
        remark: BUSY.remark,
        count: 1,
      },
    ]);
  });

  it('are all told of when the client closes', async () => {
    const running = runningClient({ nameServers: cluster.nameServer });
    await running.producer.send(message);
    cluster.fault({ on: 'SEND_MESSAGE_V2', times: 10, action: BUSY });
    for (let count = 0; count < 10; count += 1) await running.producer.sendOneway(message);
    await running.producer.send(message);

    await running[Symbol.asyncDispose]();

    const counts = running.events.map((event) => (event.type === 'oneway-rejected' ? event.count : 0));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10);
  });

  it('keep no later one from arriving, and do not hold up sends that wait for an answer', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: BUSY });
    await running.producer.sendOneway(message);
    await until(() => running.events.length > 0);
    const oneways = Array.from({ length: 2000 }, () => running.producer.sendOneway(message, { timeoutMs: 20_000 }));

    const result = await running.producer.send(message);
    await Promise.all(oneways);
    const stored = await cluster.waitFor(TOPIC, 2001);

    expect(result.sendStatus).toBe('SEND_OK');
    expect(stored).toHaveLength(2001);
  });
});

describe('a caller that sends one-way messages one after the other', () => {
  it('leaves timers their time', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    await running.producer.send(message);
    const timer = { hasRun: false };
    setTimeout(() => (timer.hasRun = true), 1);

    let sent = 0;
    while (!timer.hasRun && sent < 1_000_000) {
      await running.producer.sendOneway(message);
      sent += 1;
    }

    expect(timer.hasRun).toBe(true);
    await cluster.waitFor(TOPIC, sent + 1);
  });
});
