/**
 * A server that shuts down says so (GO_AWAY): nothing fails, and its connection is left at once.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SendResult } from '../../lib/client/index.js';
import { EmbeddedCluster, NAME_SERVER } from '../../lib/embedded/index.js';
import { until } from '../fixtures/remoting-turns.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';

const TOPIC = 'go-away';
const message = { topic: TOPIC, body: textBody('hello') };
/** Servers say GO_AWAY only to clients that announce more than this: V5_3_1. */
const LAST_VERSION_WITHOUT_GO_AWAY = 475;

let cluster: EmbeddedCluster;

beforeEach(async () => {
  cluster = await EmbeddedCluster.start({ brokers: 1 });
  cluster.createTopic(TOPIC);
});

afterEach(async () => {
  await cluster.stop();
});

function goAway(on: 'SEND_MESSAGE_V2' | 'HEART_BEAT' | 'GET_ROUTEINFO_BY_TOPIC', times = 1): void {
  cluster.fault({ on, times, action: { kind: 'go-away' } });
}

const sends = (): readonly { readonly from: string; readonly opaque: number }[] =>
  cluster.requests().filter(({ name }) => name === 'SEND_MESSAGE_V2');

describe('a client', () => {
  it('[E9.1] announces a version that servers say GO_AWAY to', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });

    await running.producer.send(message);

    const versions = cluster.requests().map(({ version }) => version);
    expect(Math.min(...versions)).toBeGreaterThan(LAST_VERSION_WITHOUT_GO_AWAY);
  });

  it('[C3.1500] [E9.2] [E9.4] sends again over a new connection, and closes the old one', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    await running.producer.send(message);
    const connections = cluster.connections();
    goAway('SEND_MESSAGE_V2');

    const result = await running.producer.send(message);
    await until(() => cluster.connections() === connections);

    const [first, refused, again] = sends();
    expect(result.sendStatus).toBe('SEND_OK');
    expect(cluster.messages(TOPIC)).toHaveLength(2);
    expect([refused?.from === first?.from, again?.from === first?.from]).toEqual([true, false]);
  });

  it('loses no send of many under way', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    await running.producer.send(message);
    goAway('SEND_MESSAGE_V2', 3);

    const results = await Promise.all(Array.from({ length: 200 }, () => running.producer.send(message)));

    expect(new Set(results.map(({ sendStatus }) => sendStatus))).toEqual(new Set(['SEND_OK']));
    expect(cluster.messages(TOPIC)).toHaveLength(201);
  });

  it('sends again under the ASYNC policy, too, and calls back once', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    goAway('SEND_MESSAGE_V2');

    const result = await new Promise<SendResult>((resolve, reject) => {
      running.producer.sendAsync(message, { onSuccess: resolve, onException: reject });
    });

    expect(result.sendStatus).toBe('SEND_OK');
  });

  it('[E9.5] fails when every attempt is sent away twice, with all of them', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    goAway('SEND_MESSAGE_V2', 6);

    const error = await rejectionOf(running.producer.send(message));

    expect(error).toMatchObject({ code: 'CONNECTION_CLOSED', responseCode: 1500 });
    expect(error).toHaveProperty('attempts.length', 3);
    expect(sends()).toHaveLength(6);
  });

  it('asks a name server again that goes away', async () => {
    goAway('GET_ROUTEINFO_BY_TOPIC');
    await using running = runningClient({ nameServers: cluster.nameServer });

    const result = await running.producer.send(message);

    expect(result.sendStatus).toBe('SEND_OK');
    expect(running.client.status().nameServers).toMatchObject({ state: 'reachable', failures: [] });
    expect(cluster.stats().requests[NAME_SERVER]?.['GET_ROUTEINFO_BY_TOPIC']).toBe(2);
  });

  it('repeats a heartbeat that is sent away', async () => {
    goAway('HEART_BEAT');
    await using running = runningClient({ nameServers: cluster.nameServer });

    await running.producer.send(message);
    await until(() => (cluster.stats().requests['broker-a']?.['HEART_BEAT'] ?? 0) >= 2);

    expect(running.events).toEqual([]);
  });

  it('fails at once when it is told not to reconnect', async () => {
    await using running = runningClient(
      { nameServers: cluster.nameServer, reconnectOnGoAway: false },
      { retryTimesWhenSendFailed: 0 },
    );
    goAway('SEND_MESSAGE_V2');

    const error = await rejectionOf(running.producer.send(message));

    expect(error).toMatchObject({ code: 'CONNECTION_CLOSED', responseCode: 1500 });
    expect(error.message).toContain('reconnectOnGoAway');
  });
});
