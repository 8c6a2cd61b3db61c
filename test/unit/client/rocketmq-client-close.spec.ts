/**
 * The end of a client: nothing is lost, and nothing stays.
 */
import { describe, expect, it } from '@jest/globals';
import { RocketMQClient } from '../../../lib/client/rocketmq-client.js';
import { thrownBy } from '../../fixtures/caught.js';
import { keptHandles } from '../../fixtures/kept-handles.js';
import { aMessage } from '../../fixtures/messages.js';
import { startCluster, type TestCluster } from '../../fixtures/remoting-cluster.js';
import { refusingAddress } from '../../fixtures/remoting-server.js';
import { outcomeOf, rejectionOf, until } from '../../fixtures/remoting-turns.js';

async function aStartedClient(cluster: TestCluster): Promise<RocketMQClient> {
  const client = new RocketMQClient({ nameServers: cluster.address });
  const producer = client.createProducer({ group: 'orders' });
  client.start();
  await producer.send(aMessage());
  return client;
}

describe('closing a client', () => {
  it('leaves neither timer nor socket behind', async () => {
    await using cluster = await startCluster();
    await until(() => !keptHandles().includes('Immediate'));
    const before = keptHandles();
    const client = await aStartedClient(cluster);
    const during = keptHandles();

    await client.close();
    await until(() => cluster.server.sockets.size === 0 && keptHandles() === before);

    expect(during).not.toBe(before);
  });

  it('leaves nothing behind though no name server was ever reached, and sends were waiting for one', async () => {
    const nameServers = [await refusingAddress(), await refusingAddress()];
    await until(() => !keptHandles().includes('TCP'));
    const before = keptHandles();
    const client = new RocketMQClient({ nameServers });
    const producer = client.createProducer({ group: 'orders', timeoutMs: 60_000 });
    client.start();
    const failures = [producer.send(aMessage()), producer.send(aMessage({ topic: 'Other' }))].map(rejectionOf);
    await until(() => client.status().nameServers.state === 'unreachable');

    const report = await client.close({ drainTimeoutMs: 30 });
    // A dial that was under way is destroyed by then; Node counts its handle for another turn of the loop.
    await until(() => keptHandles() === before);

    expect(await Promise.all(failures)).toMatchObject([{ code: 'PRODUCER_CLOSED' }, { code: 'PRODUCER_CLOSED' }]);
    expect(report).toMatchObject({ pending: 2, settled: 0, failed: 0, aborted: 2 });
  });

  it('lets sends under way finish, also those made in the same tick', async () => {
    await using cluster = await startCluster();
    const client = new RocketMQClient({ nameServers: cluster.address });
    const producers = ['orders', 'refunds'].map((group) => client.createProducer({ group }));
    client.start();
    const sends = producers.map((producer) => outcomeOf(producer.send(aMessage())));

    const report = await client.close();

    expect(sends.map(({ now }) => now.state)).toEqual(['resolved', 'resolved']);
    expect(report).toMatchObject({ pending: 2, settled: 2, failed: 0, aborted: 0 });
  });

  it('hands over one-way sends that were made in the same tick', async () => {
    await using cluster = await startCluster();
    const client = await aStartedClient(cluster);
    const producer = client.createProducer({ group: 'refunds' });
    producer.start();
    for (let count = 0; count < 10; count += 1) void producer.sendOneway(aMessage());

    await client.close();
    await until(() => cluster.server.sockets.size === 0);

    expect(cluster.server.requests.filter(({ flag }) => flag === 2)).toHaveLength(10);
  });

  it('says goodbye to the brokers after the last send', async () => {
    await using cluster = await startCluster();
    const client = await aStartedClient(cluster);

    await client.close();

    expect(cluster.codes().at(-1)).toBe(35);
    expect(cluster.server.requests.at(-1)?.extFields).toEqual({ producerGroup: 'orders', clientID: client.clientId });
  });

  it('ends what a pull reader waits for', async () => {
    await using cluster = await startCluster();
    const client = await aStartedClient(cluster);
    cluster.answers.set(11, () => undefined);
    const queue = { topic: 'TopicTest', brokerName: 'broker-a', queueId: 0 };
    const pull = rejectionOf(client.createPullReader().pull(queue, 0, { suspendMs: 60_000 }));
    await until(() => cluster.codes().includes(11));

    await client.close();

    expect(await pull).toMatchObject({ code: 'CONNECTION_CLOSED' });
  });

  it('is done once: a second call joins the first', async () => {
    const client = new RocketMQClient({ nameServers: 'a:1' });

    const [first, second] = [client.close(), client.close({ drainTimeoutMs: 1 })];
    const during = client.state;
    await first;

    expect(second).toBe(first);
    expect([during, client.state]).toEqual(['draining', 'closed']);
  });

  it('is what a dispose does', async () => {
    const client = new RocketMQClient({ nameServers: 'a:1' });

    await client[Symbol.asyncDispose]();

    expect(client.state).toBe('closed');
  });
});

describe('a client that is closed', () => {
  it('takes nothing more', async () => {
    const client = new RocketMQClient({ nameServers: 'a:1' });
    const reader = client.createPullReader();
    void client.close();

    const errors = [
      thrownBy(() => client.start()),
      thrownBy(() => client.createProducer({ group: 'orders' })),
      thrownBy(() => client.createPullReader()),
      await rejectionOf(client.checkNameServers()),
    ];
    await client.close();

    expect(errors).toMatchObject(errors.map(() => ({ code: 'CLIENT_CLOSED', clientId: client.clientId })));
    expect(await rejectionOf(reader.queues('TopicTest'))).toMatchObject({ code: 'NO_NAME_SERVER' });
  });

  it('fails what its readers ask, without dialling', async () => {
    await using cluster = await startCluster();
    const client = await aStartedClient(cluster);
    const reader = client.createPullReader();
    await client.close();
    const before = cluster.codes().length;

    const error = await rejectionOf(reader.maxOffset({ topic: 'TopicTest', brokerName: 'broker-a', queueId: 0 }));

    expect(error).toMatchObject({ code: 'CONNECT_FAILED' });
    expect([cluster.codes().length, cluster.server.sockets.size]).toEqual([before, 0]);
  });
});
