/**
 * Client-wide options as the servers of a cluster see them.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { until } from '../fixtures/remoting-turns.js';
import { runningClient, textBody } from '../fixtures/running-client.js';

describe('a client', () => {
  let cluster: EmbeddedCluster;

  beforeAll(async () => {
    cluster = await EmbeddedCluster.start();
  });

  afterAll(async () => {
    await cluster.stop();
  });

  it('[B0.18] [B6.4] with a namespace reads back under its own names what is stored under wrapped ones', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer, namespace: 'INST' });
    const { messageQueue } = await running.producer.send({ topic: 'in-namespace', body: textBody('x') });
    const reader = running.client.createPullReader();

    const queues = await reader.queues('in-namespace');
    const { messages } = await reader.pull(messageQueue, 0);
    const end = await reader.maxOffset(messageQueue);

    expect(messageQueue.topic).toBe('in-namespace');
    expect(new Set(queues.map(({ topic }) => topic))).toEqual(new Set(['in-namespace']));
    expect(messages).toMatchObject([{ topic: 'in-namespace', properties: { INSTANCE_ID: 'INST' } }]);
    expect(end).toBe(1);
    expect(cluster.messages('INST%in-namespace')).toHaveLength(1);
    expect(cluster.messages('in-namespace')).toEqual([]);
  });

  it('with a namespace makes topics and finds messages under its own names, too', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer, namespace: 'INST' });
    const { admin } = running.client;
    const topic = 'made-in-namespace';

    const made = await admin.createTopic(topic);
    const queues = await running.producer.fetchPublishMessageQueues(topic);
    const { msgId, offsetMsgId, messageQueue } = await running.producer.send({ topic, body: textBody('x'), keys: 'k' });
    const found = await admin.queryMessage(topic, 'k');
    const viewed = [await admin.viewMessage(topic, msgId), await admin.viewMessage(topic, offsetMsgId)];
    const offsets = [
      await admin.minOffset(messageQueue),
      await admin.maxOffset(messageQueue),
      await admin.searchOffset(messageQueue, 0),
    ];

    expect(made.topic).toBe(topic);
    expect(new Set(queues.map((queue) => queue.topic))).toEqual(new Set([topic]));
    expect(found.messages).toMatchObject([{ topic, msgId }]);
    expect(viewed).toMatchObject([
      { topic, msgId },
      { topic, msgId },
    ]);
    expect(offsets).toEqual([0, 1, 0]);
    expect(await admin.earliestMsgStoreTime(messageQueue)).toBeGreaterThan(0);
    expect(cluster.messages(`INST%${topic}`)).toHaveLength(1);
  });

  it('with namespaceV2 names it in every request, to name servers and brokers', async () => {
    const before = cluster.requests().length;
    await using running = runningClient({ nameServers: cluster.nameServer, namespaceV2: 'INST2' });

    await running.producer.send({ topic: 'in-namespace-2', body: textBody('x') });
    await until(() =>
      cluster
        .requests()
        .slice(before)
        .some(({ name }) => name === 'HEART_BEAT'),
    );

    const requests = cluster.requests().slice(before);
    expect(new Set(requests.map(({ name }) => name))).toEqual(
      new Set(['GET_ROUTEINFO_BY_TOPIC', 'SEND_MESSAGE_V2', 'HEART_BEAT']),
    );
    for (const { extFields } of requests) expect(extFields).toMatchObject({ nsd: 'true', ns: 'INST2' });
    expect(cluster.messages('in-namespace-2')).toHaveLength(1);
  });

  it('has its unit in its id', async () => {
    await using running = runningClient({
      nameServers: cluster.nameServer,
      clientIP: '10.1.2.3',
      instanceName: 'shop',
      unitName: 'unit-7',
    });

    expect(running.client.clientId).toBe('10.1.2.3@shop@unit-7');
  });

  it('[B6.2] sends over one VIP connection that outlives polls, and heartbeats over the advertised port', async () => {
    // The embedded broker has no VIP port of its own: the map leads there what goes to the port two below.
    const { address } = cluster.brokers[0]!;
    const [host, port] = address.split(':');
    const brokerAddressMap = { [`${host}:${Number(port) - 2}`]: `localhost:${port}` };
    const before = cluster.requests().length;
    await using running = runningClient(
      {
        nameServers: cluster.nameServer,
        brokerAddressMap,
        heartbeatBrokerIntervalMs: 10,
        pollNameServerIntervalMs: 10,
      },
      { vipChannelEnabled: true },
    );

    await running.producer.send({ topic: 'by-vip', body: textBody('x') });
    const connectionsOf = (wanted: string): string[] =>
      cluster
        .requests()
        .slice(before)
        .filter(({ name }) => name === wanted)
        .map(({ from }) => from);
    await until(() => connectionsOf('HEART_BEAT').length > 1);
    const polled = connectionsOf('GET_ROUTEINFO_BY_TOPIC').length;
    await until(() => connectionsOf('GET_ROUTEINFO_BY_TOPIC').length > polled + 2);
    await running.producer.send({ topic: 'by-vip', body: textBody('y') });

    const sends = connectionsOf('SEND_MESSAGE_V2');
    expect(sends).toHaveLength(2);
    expect(new Set(sends).size).toBe(1);
    expect(connectionsOf('HEART_BEAT')).not.toContain(sends[0]);
  });
});
