/**
 * What a send does when a broker fails it: another broker under the SYNC policy, connection errors only under ASYNC,
 * nothing for one-way, and always within one budget.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SendFailedError, SendResult, SendTimeoutError } from '../../lib/client/index.js';
import { EmbeddedCluster, NAME_SERVER } from '../../lib/embedded/index.js';
import { IN_TIME_MS, latenessOf } from '../fixtures/lateness.js';
import { rejectionOf, runningClient, type RunningClient, textBody } from '../fixtures/running-client.js';

const TOPIC = 'retries';
const message = { topic: TOPIC, body: textBody('hello') };

let cluster: EmbeddedCluster;
let running: RunningClient;

beforeEach(async () => {
  cluster = await EmbeddedCluster.start({ brokers: 2 });
  cluster.createTopic(TOPIC);
  running = runningClient({ nameServers: cluster.nameServer });
});

afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await cluster.stop();
});

function sendAsync(): Promise<SendResult> {
  return new Promise((resolve, reject) =>
    running.producer.sendAsync(message, { onSuccess: resolve, onException: reject }),
  );
}

const sends = (): { readonly server: string }[] => cluster.requests().filter(({ name }) => name === 'SEND_MESSAGE_V2');

describe('under the SYNC policy', () => {
  it.each([1, 2, 14, 16, 17, 204, 205])(
    '[B5.7c] [B5.8] [B5.14] [C3.1] [C3.2] [C3.14] [C3.16] [C3.17] [C3.204] [C3.205] response code %i goes to another broker, under the same id',
    async (code) => {
      cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code } });

      const { msgId } = await running.producer.send(message);

      expect(new Set(sends().map(({ server }) => server)).size).toBe(2);
      expect(cluster.messages(TOPIC).map((stored) => stored.msgId)).toEqual([msgId]);
    },
  );

  it.each([13, 29, 215])('[B5.7d] [C3.13] [C3.29] [C3.215] response code %i is final', async (code) => {
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code } });

    const error = await rejectionOf(running.producer.send(message));

    expect(error).toMatchObject({ code: 'BROKER_REJECTED', responseCode: code });
    expect(sends()).toHaveLength(1);
  });

  it('[B5.0a] [B5.12a] gives up after three attempts and lists them', async () => {
    cluster.fault({ on: 'SEND_MESSAGE_V2', times: 3, action: { kind: 'answer', code: 2, remark: '[PCBUSY] later' } });

    const error = (await rejectionOf(running.producer.send(message))) as SendFailedError;

    expect(error).toMatchObject({ code: 'BROKER_REJECTED', responseCode: 2 });
    expect(error.attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(error.attempts[0]?.brokerName).not.toBe(error.attempts[1]?.brokerName);
    expect(error.message).toContain('[PCBUSY] later');
  });

  it.each(['cut', 'half-frame', 'garbage'] as const)(
    '[B5.7b] [E7.3] [E7.4] a connection that ends with %s goes to another broker',
    async (kind) => {
      cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind } });

      const result = await running.producer.send(message);

      expect(result.sendStatus).toBe('SEND_OK');
      expect(cluster.unusedFaults()).toEqual([]);
    },
  );

  it('[B5.4] [B5.13] a frozen broker costs its share of the budget, not all of it', async () => {
    cluster.freeze('broker-a');

    const results = await Promise.all([1, 2, 3, 4].map(() => running.producer.send(message, { timeoutMs: 3000 })));

    expect(results.map(({ messageQueue }) => messageQueue.brokerName)).toEqual(Array(4).fill('broker-b'));
  });

  it('[B5.7b] a dead broker is passed over', async () => {
    await cluster.stopServer('broker-a', { keepRoute: true });

    const results = await Promise.all([1, 2, 3, 4].map(() => running.producer.send(message)));

    expect(results.map(({ messageQueue }) => messageQueue.brokerName)).toEqual(Array(4).fill('broker-b'));
  });

  it('a broker that cannot be reached makes the client ask for the route at once, not with the next poll', async () => {
    const routeQueries = (): number => cluster.stats().requests['name-server']?.['GET_ROUTEINFO_BY_TOPIC'] ?? 0;
    await Promise.all(Array.from({ length: 8 }, () => running.producer.send(message)));
    await cluster.stopServer('broker-a');
    const before = routeQueries();

    // The first of them may still meet the connection that is just being closed.
    for (let send = 0; send < 16; send++) await running.producer.send(message);
    await running.client.checkNameServers();

    expect(routeQueries()).toBe(before + 2);
  });

  it('[B5.3] [B5.11] [E5.2] ends within 50 ms after its deadline when every broker is frozen, keeping all attempts', async () => {
    cluster.freeze('broker-a');
    cluster.freeze('broker-b');

    const failing = running.producer.send(message, { timeoutMs: 1500 });
    const lateMs = await latenessOf(failing, 1500);

    const error = (await rejectionOf(failing)) as SendTimeoutError;
    expect(error).toMatchObject({ code: 'SEND_TIMEOUT', timeoutMs: 1500 });
    expect(error.attempts).toHaveLength(3);
    expect(error.cause).toMatchObject({ code: 'REQUEST_TIMEOUT' });
    expect(lateMs).toBeLessThan(IN_TIME_MS);
  });

  it('[B4.7] retries on a cluster of one broker on that broker', async () => {
    await using single = await EmbeddedCluster.start({ brokers: 1 });
    await using alone = runningClient({ nameServers: single.nameServer });
    single.fault({ on: 'SEND_MESSAGE_V2', times: 2, action: { kind: 'answer', code: 2 } });

    const result = await alone.producer.send(message);

    expect(result.sendStatus).toBe('SEND_OK');
  });

  it('sends a compressed message again as it was', async () => {
    const body = Buffer.alloc(9000, 'compress me');
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 1 } });

    await running.producer.send({ topic: TOPIC, body });

    const [stored] = cluster.messages(TOPIC);
    expect(Buffer.from(stored!.body).equals(body)).toBe(true);
  });

  it('[C3.17] goes on with the route it knows when the refresh after code 17 fails', async () => {
    await running.producer.send(message);
    await cluster.stopServer(NAME_SERVER);
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 17 } });

    const result = await running.producer.send(message, { timeoutMs: 3000 });

    expect(result.sendStatus).toBe('SEND_OK');
  });

  it('[B4.8] [C3.17] takes over a route that changed meanwhile', async () => {
    await running.producer.send(message);
    await cluster.stopServer('broker-a');
    cluster.fault({ on: 'SEND_MESSAGE_V2', server: 'broker-b', action: { kind: 'answer', code: 17 } });

    const result = await running.producer.send(message);

    expect(result.messageQueue.brokerName).toBe('broker-b');
  });
});

describe('under the ASYNC policy', () => {
  it('[B10.2] a response code is final, even a busy broker', async () => {
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 2 } });

    const error = await rejectionOf(sendAsync());

    expect(error).toMatchObject({ code: 'BROKER_REJECTED', responseCode: 2 });
    expect(sends()).toHaveLength(1);
  });

  it('[B10.4] a connection that ends goes to another broker', async () => {
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'cut' } });

    const result = await sendAsync();

    expect(result.sendStatus).toBe('SEND_OK');
  });

  it('[B10.7] a dead broker is passed over', async () => {
    await cluster.stopServer('broker-a', { keepRoute: true });

    const results = await Promise.all([1, 2, 3, 4].map(() => sendAsync()));

    expect(results.map(({ messageQueue }) => messageQueue.brokerName)).toEqual(Array(4).fill('broker-b'));
  });

  it('[B10.5] a frozen broker costs its share of the budget, not all of it', async () => {
    cluster.freeze('broker-a');

    const results = await Promise.all([1, 2, 3, 4].map(() => sendAsync()));

    expect(results.map(({ messageQueue }) => messageQueue.brokerName)).toEqual(Array(4).fill('broker-b'));
  });

  it('[B10.10] gives up after three attempts and lists them', async () => {
    cluster.fault({ on: 'SEND_MESSAGE_V2', times: 3, action: { kind: 'cut' } });

    const error = (await rejectionOf(sendAsync())) as SendFailedError;

    expect(error).toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(error.attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(cluster.messages(TOPIC)).toEqual([]);
  });
});

it('[E4.5] [E5.1] one slow answer hurts nobody else on the connection, and its late answer is dropped', async () => {
  await using patient = runningClient({ nameServers: cluster.nameServer }, { maxTimeoutPerRequestMs: 'none' });
  const send = (timeoutMs: number): Promise<SendResult> => patient.producer.send(message, { timeoutMs });
  await Promise.all(Array.from({ length: 8 }, () => send(3000)));
  const before = cluster.connections();
  cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'delay', ms: 150 } });

  const slow = rejectionOf(send(60));
  const others = await Promise.all(Array.from({ length: 20 }, () => send(3000)));
  const error = await slow;
  await cluster.waitFor(TOPIC, 29);
  const later = await send(3000);

  expect(error).toMatchObject({ code: 'SEND_TIMEOUT' });
  expect([...others, later].every(({ sendStatus }) => sendStatus === 'SEND_OK')).toBe(true);
  expect(cluster.connections()).toBe(before);
});

it('[B0.5] [B5.0a] a one-way message is never retried', async () => {
  cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 2 } });

  await running.producer.sendOneway(message);
  await running.producer.sendOneway(message);
  await cluster.waitFor(TOPIC, 1);

  expect(sends()).toHaveLength(2);
});
