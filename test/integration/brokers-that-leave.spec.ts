/**
 * A broker that no route names any more: its connection is closed, once what is under way is answered.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { commandServer } from '../fixtures/raw-server.js';
import { until } from '../fixtures/remoting-turns.js';
import { runningClient, textBody } from '../fixtures/running-client.js';

const TOPIC = 'leaving';
const message = { topic: TOPIC, body: textBody('hello') };
const onBroker = (brokerName: string) => ({ queue: { topic: TOPIC, brokerName, queueId: 0 } });

let cluster: EmbeddedCluster;

beforeEach(async () => {
  cluster = await EmbeddedCluster.start({ brokers: 2 });
  cluster.createTopic(TOPIC);
});

afterEach(async () => {
  await cluster.stop();
});

/** What a name server says of the topic while these brokers have it. */
function routeTo(names: readonly string[]): string {
  const brokers = cluster.brokers.filter(({ name }) => names.includes(name));
  return JSON.stringify({
    brokerDatas: brokers.map(({ name, address }) => {
      return { brokerName: name, cluster: 'c', brokerAddrs: { 0: address } };
    }),
    queueDatas: brokers.map(({ name }) => ({ brokerName: name, perm: 6, readQueueNums: 1, writeQueueNums: 1 })),
  });
}

describe('a broker that leaves all routes', () => {
  it('loses its connection at the next poll, after the answers that it owes', async () => {
    let names = ['broker-a', 'broker-b'];
    await using nameServer = await commandServer(() => ({ body: textBody(routeTo(names)) }));
    await using running = runningClient({ nameServers: nameServer.address, pollNameServerIntervalMs: 30 });
    for (const name of names) await running.producer.send(message, onBroker(name));
    const before = cluster.connections();
    const delay = cluster.fault({ on: 'SEND_MESSAGE_V2', server: 'broker-b', action: { kind: 'delay', ms: 300 } });
    const slow = running.producer.send(message, { ...onBroker('broker-b'), timeoutMs: 20_000 });
    await until(() => delay.used() === 1);

    names = ['broker-a'];
    await until(() => running.client.status().brokers.length === 1);
    const result = await slow;
    await until(() => cluster.connections() === 1);

    expect([before, result.sendStatus]).toEqual([2, 'SEND_OK']);
    expect(nameServer.connections()).toBe(1);
  });

  it('serves again over a new connection when it is back', async () => {
    let names = ['broker-a', 'broker-b'];
    await using nameServer = await commandServer(() => ({ body: textBody(routeTo(names)) }));
    await using running = runningClient({ nameServers: nameServer.address, pollNameServerIntervalMs: 30 });
    for (const name of names) await running.producer.send(message, onBroker(name));
    names = ['broker-a'];
    await until(() => cluster.connections() === 1);

    names = ['broker-a', 'broker-b'];
    await until(() => running.client.status().brokers.length === 2);
    const result = await running.producer.send(message, onBroker('broker-b'));

    expect(result.sendStatus).toBe('SEND_OK');
  });
});
