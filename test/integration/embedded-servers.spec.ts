import { describe, expect, it } from '@jest/globals';
import { encodeProperties } from '../../lib/client/message/message-properties.js';
import { EmbeddedCluster, MessageWaitError, NAME_SERVER } from '../../lib/embedded/index.js';
import { RawClient, sendRequest } from './raw-client.js';

const BROKER = 'broker-a';
const brokerAddress = (cluster: EmbeddedCluster) => cluster.brokers[0]?.address ?? '';
const routeOf = (topic: string) => ({ code: 105, extFields: { topic } });

describe('a stopped server', () => {
  it('is gone with its connections and leaves the routes', async () => {
    await using cluster = await EmbeddedCluster.start({ brokers: 2 });
    cluster.createTopic('Stopped');
    const [client, nameServer] = [
      await RawClient.connect(brokerAddress(cluster)),
      await RawClient.connect(cluster.nameServer),
    ];

    await cluster.stopServer(BROKER);
    await client.closed();

    const route = await nameServer.ask(routeOf('Stopped'));
    await nameServer.close();
    expect(Buffer.from(route.body ?? []).toString()).not.toContain(BROKER);
    await expect(RawClient.connect(brokerAddress(cluster))).rejects.toThrow('ECONNREFUSED');
  });

  it('stays in the routes when told, as right after a crash', async () => {
    await using cluster = await EmbeddedCluster.start();
    cluster.createTopic('Crashed');
    const nameServer = await RawClient.connect(cluster.nameServer);

    await cluster.stopServer(BROKER, { keepRoute: true });

    const route = await nameServer.ask(routeOf('Crashed'));
    await nameServer.close();
    expect(Buffer.from(route.body ?? []).toString()).toContain(brokerAddress(cluster));
  });

  it('comes back on the same port, with its messages and in the routes', async () => {
    await using cluster = await EmbeddedCluster.start();
    const before = await RawClient.connect(brokerAddress(cluster));
    await before.ask(sendRequest('Back', 'x'));

    await cluster.stopServer(BROKER);
    await cluster.stopServer(NAME_SERVER);
    await cluster.startServer(NAME_SERVER);
    await cluster.startServer(BROKER);

    const [after, nameServer] = [
      await RawClient.connect(brokerAddress(cluster)),
      await RawClient.connect(cluster.nameServer),
    ];
    const [sent, route] = [await after.ask(sendRequest('Back', 'y')), await nameServer.ask(routeOf('Back'))];
    await Promise.all([after.close(), nameServer.close()]);
    expect([sent.extFields?.['queueOffset'], route.code]).toEqual(['1', 0]);
  });

  it('delivers its delayed messages when it is up again, not while it is down', async () => {
    await using cluster = await EmbeddedCluster.start({ brokers: 2 });
    const delayed = { i: encodeProperties([['DELAY', '1']]) };
    for (const { name, address } of cluster.brokers) {
      const client = await RawClient.connect(address);
      await client.ask(sendRequest('Delayed', name, delayed));
      await client.close();
      if (name === BROKER) await cluster.stopServer(BROKER);
    }

    const whileDown = await cluster.waitFor('Delayed', 1);
    await cluster.startServer(BROKER);
    const all = await cluster.waitFor('Delayed', 2);

    expect(whileDown.map(({ body }) => Buffer.from(body).toString())).toEqual(['broker-b']);
    expect(all.map(({ body }) => Buffer.from(body).toString())).toEqual(['broker-b', 'broker-a']);
  });
});

describe('a frozen server', () => {
  it('takes connections and requests, and answers them when thawed', async () => {
    await using cluster = await EmbeddedCluster.start();
    const early = await RawClient.connect(brokerAddress(cluster));
    await early.ask({ code: 9999 });
    cluster.freeze(BROKER);
    const late = await RawClient.connect(brokerAddress(cluster));
    const answers = [early.ask(sendRequest('Frozen', 'one')), late.ask(sendRequest('Frozen', 'two'))];
    const nameServer = await RawClient.connect(cluster.nameServer);
    await nameServer.ask({ code: 9999 });
    const whileFrozen = cluster.messages('Frozen').length;

    cluster.thaw(BROKER);

    expect((await Promise.all(answers)).map(({ code }) => code)).toEqual([0, 0]);
    expect(whileFrozen).toBe(0);
    await Promise.all([early, late, nameServer].map((client) => client.close()));
  });

  it('keeps delayed answers and held pulls back until thawed', async () => {
    await using cluster = await EmbeddedCluster.start();
    const client = await RawClient.connect(brokerAddress(cluster));
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'delay', ms: 1 } });
    const answer = client.ask(sendRequest('Delayed', 'x'));
    await cluster.waitFor('Delayed', 1);
    cluster.freeze(BROKER);
    await expect(cluster.waitFor('Delayed', 2, { timeoutMs: 10 })).rejects.toThrow(MessageWaitError);
    const whileFrozen = client.answered.length;

    cluster.thaw(BROKER);

    expect([whileFrozen, (await answer).code]).toEqual([0, 0]);
    await client.close();
  });

  it('handles what came from a connection that gave up, as a process that hung would', async () => {
    await using cluster = await EmbeddedCluster.start();
    cluster.freeze(BROKER);
    const client = await RawClient.connect(brokerAddress(cluster));
    client.write(sendRequest('Late', 'x'));
    await client.end();

    cluster.thaw(BROKER);

    expect(await cluster.waitFor('Late', 1)).toHaveLength(1);
  });
});
