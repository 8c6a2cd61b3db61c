import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { InvalidOptionsError } from '../../lib/client/errors/input-errors.js';
import { EmbeddedCluster, MessageWaitError } from '../../lib/embedded/index.js';
import { RawClient, sendRequest } from './raw-client.js';

const BROKER = 'broker-a';
const brokerAddress = (cluster: EmbeddedCluster) => cluster.brokers[0]?.address ?? '';

describe('EmbeddedCluster', () => {
  it('listens on loopback only, on ports of its own', async () => {
    await using cluster = await EmbeddedCluster.start({ brokers: 3 });

    const addresses = [cluster.nameServer, ...cluster.brokers.map(({ address }) => address)];
    expect(cluster.brokers.map(({ name }) => name)).toEqual(['broker-a', 'broker-b', 'broker-c']);
    expect(new Set(addresses).size).toBe(4);
    for (const address of addresses) expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('leaves no socket behind when stopped, however often', async () => {
    const cluster = await EmbeddedCluster.start({ brokers: 2 });
    const clients = await Promise.all([cluster.nameServer, brokerAddress(cluster)].map((at) => RawClient.connect(at)));
    await Promise.all(clients.map((client) => client.ask({ code: 9999 })));
    const whileRunning = cluster.connections();

    await Promise.all([cluster.stop(), cluster.stop()]);
    await cluster.stop();

    await Promise.all(clients.map((client) => client.closed()));
    expect([whileRunning, cluster.connections()]).toEqual([2, 0]);
    await expect(RawClient.connect(cluster.nameServer)).rejects.toThrow('ECONNREFUSED');
  });

  it('refuses options that cannot work, all at once', async () => {
    const starting = EmbeddedCluster.start({ brokers: 0, port: 70_000, maxMessages: 1.5 });

    await expect(starting).rejects.toThrow(InvalidOptionsError);
    await expect(starting).rejects.toThrow(/brokers is 0.*port is 70000.*maxMessages is 1\.5/);
  });

  it('rejects when its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');

    const starting = EmbeddedCluster.start({ port: (taken.address() as AddressInfo).port });

    await expect(starting).rejects.toThrow('EADDRINUSE');
    taken.close();
  });

  it('keeps messages in order of arrival over brokers and queues', async () => {
    await using cluster = await EmbeddedCluster.start({ brokers: 2 });
    const clients = await Promise.all(cluster.brokers.map(({ address }) => RawClient.connect(address)));
    for (let count = 0; count < 8; count += 1) {
      await clients[count % 2]?.ask(sendRequest('Ordered', String(count), { e: String(count % 3) }));
    }
    await Promise.all(clients.map((client) => client.close()));

    const bodies = cluster.messages('Ordered').map(({ body }) => Buffer.from(body).toString());
    expect(bodies).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  it('drops the oldest messages above its limit', async () => {
    await using cluster = await EmbeddedCluster.start({ maxMessages: 3 });
    const client = await RawClient.connect(brokerAddress(cluster));
    for (let count = 0; count < 5; count += 1) await client.ask(sendRequest('Bounded', String(count)));
    await client.close();

    expect(cluster.messages('Bounded').map(({ queueOffset }) => queueOffset)).toEqual([2, 3, 4]);
    expect(cluster.stats()).toMatchObject({ stored: 3, dropped: 2, heldPulls: 0 });
  });

  describe('waitFor', () => {
    it('resolves when the last message that was waited for is stored', async () => {
      await using cluster = await EmbeddedCluster.start();
      const client = await RawClient.connect(brokerAddress(cluster));
      const waiting = cluster.waitFor('Awaited', 2);

      await client.ask(sendRequest('Awaited', 'one'));
      await client.ask(sendRequest('Awaited', 'two'));
      await client.close();

      expect(await waiting).toHaveLength(2);
      expect(await cluster.waitFor('Awaited', 1)).toHaveLength(2);
    });

    it('rejects with what is there when too few come', async () => {
      await using cluster = await EmbeddedCluster.start();
      const client = await RawClient.connect(brokerAddress(cluster));
      await client.ask(sendRequest('Few', 'only one'));
      await client.close();

      const waiting = cluster.waitFor('Few', 3, { timeoutMs: 20 });

      await expect(waiting).rejects.toThrow(MessageWaitError);
      await expect(waiting).rejects.toThrow(
        /waited for 3 messages in topic Few, 20 ms are over and it holds 1: \w{32} at .* with 8 bytes/,
      );
    });

    it('rejects when the cluster is stopped', async () => {
      const cluster = await EmbeddedCluster.start();
      const waiting = cluster.waitFor('None', 1).catch(String);

      await cluster.stop();

      expect(await waiting).toMatch(/the cluster was stopped/);
    });
  });

  it('shows and counts the requests that arrived', async () => {
    await using cluster = await EmbeddedCluster.start({ maxRequests: 2 });
    const client = await RawClient.connect(brokerAddress(cluster));
    await client.ask({ code: 9999 });
    await client.ask(sendRequest('Logged', 'x'));
    client.write({ ...sendRequest('Logged', 'yy'), isOneway: true });
    await cluster.waitFor('Logged', 2);
    const from = client.address;
    await client.close();

    const send = { server: BROKER, code: 310, name: 'SEND_MESSAGE_V2', language: 'OTHER', version: 475, from };
    expect(cluster.requests()).toMatchObject([
      { ...send, oneway: false, bodyBytes: 1, extFields: { b: 'Logged' } },
      { ...send, oneway: true, bodyBytes: 2 },
    ]);
    expect(cluster.stats().requests).toEqual({ [BROKER]: { 9999: 1, SEND_MESSAGE_V2: 2 } });
  });

  it('answers in JSON whatever the request used, or mirrors it when told', async () => {
    await using plain = await EmbeddedCluster.start();
    await using mirror = await EmbeddedCluster.start({ headerFormat: 'mirror' });
    const formats: string[] = [];
    for (const cluster of [plain, mirror]) {
      const client = await RawClient.connect(brokerAddress(cluster));
      for (const format of ['JSON', 'ROCKETMQ'] as const) {
        formats.push((await client.ask({ ...sendRequest('Formats', 'x'), format })).format);
      }
      await client.close();
    }

    expect(formats).toEqual(['JSON', 'JSON', 'JSON', 'ROCKETMQ']);
  });

  it('ends a connection that sends no frames', async () => {
    await using cluster = await EmbeddedCluster.start();
    const client = await RawClient.connect(brokerAddress(cluster));

    client.write({ code: 34, body: Buffer.alloc(17 * 1024 * 1024) });

    await client.closed();
    expect(client.received.length).toBe(0);
  });

  it('names the servers there are when asked for another', async () => {
    await using cluster = await EmbeddedCluster.start({ brokers: 2 });

    const message = /broker-z does not exist, there are name-server, broker-a, broker-b/;
    expect(() => cluster.freeze('broker-z')).toThrow(message);
    await expect(cluster.stopServer('broker-z')).rejects.toThrow(message);
    expect(() => cluster.createTopic('T', { brokers: ['broker-z'] })).toThrow(/there are broker-a, broker-b/);
  });
});
