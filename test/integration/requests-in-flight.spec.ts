/**
 * Limits on requests in flight, and closing a connection on a time-out.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';

const TOPIC = 'in-flight';
const message = { topic: TOPIC, body: textBody('hello') };

let cluster: EmbeddedCluster;

beforeEach(async () => {
  cluster = await EmbeddedCluster.start({ brokers: 1 });
  cluster.createTopic(TOPIC);
});

afterEach(async () => {
  await cluster.stop();
});

const sends = (): number => cluster.stats().requests['broker-a']?.['SEND_MESSAGE_V2'] ?? 0;

describe('maxInFlightRequests', () => {
  it('[E6.2] [E6.8] holds back what is above, and all of it arrives', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer, maxInFlightRequests: 2 });

    const results = await Promise.all(Array.from({ length: 100 }, () => running.producer.send(message)));

    expect(new Set(results.map(({ sendStatus }) => sendStatus))).toEqual(new Set(['SEND_OK']));
    expect(cluster.messages(TOPIC)).toHaveLength(100);
  });

  it('[E6.6] fails a send that has waited until its deadline, without having sent it', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer, maxInFlightRequests: 1 });
    await running.producer.send(message);
    cluster.freeze('broker-a');
    const blocking = running.producer.send(message, { timeoutMs: 20_000 });

    const error = await rejectionOf(running.producer.send(message, { timeoutMs: 200 }));
    cluster.thaw('broker-a');
    await running.producer.send(message);

    expect(error).toMatchObject({ code: 'SEND_TIMEOUT', cause: { code: 'TOO_MANY_REQUESTS' } });
    expect(error.message).toContain('1 of 1 are in flight');
    expect(sends()).toBe(3);
    expect(await blocking).toMatchObject({ sendStatus: 'SEND_OK' });
  });
});

describe('closeConnectionOnTimeout', () => {
  it('[E4.5b] gives a broker that does not answer a new connection', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer, closeConnectionOnTimeout: true });
    await running.producer.send(message);
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'drop-reply' } });

    const error = await rejectionOf(running.producer.send(message, { timeoutMs: 150 }));
    await running.producer.send(message);

    expect(error).toMatchObject({ code: 'SEND_TIMEOUT' });
    const [first, , last] = cluster.requests().filter(({ name }) => name === 'SEND_MESSAGE_V2');
    expect(last?.from).not.toBe(first?.from);
  });

  it('is off by default: the connection serves on', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    await running.producer.send(message);
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'drop-reply' } });

    await rejectionOf(running.producer.send(message, { timeoutMs: 150 }));
    await running.producer.send(message);

    const from = cluster.requests().filter(({ name }) => name === 'SEND_MESSAGE_V2');
    expect(new Set(from.map((request) => request.from)).size).toBe(1);
  });
});
