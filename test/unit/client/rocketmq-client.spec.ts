/**
 * The client as a whole, on real sockets of this host; how it ends is in rocketmq-client-close.spec.ts.
 */
import { describe, expect, it } from '@jest/globals';
import type { ClientEvent } from '../../../lib/client/diagnostics/client-event.js';
import { RocketMQClient } from '../../../lib/client/rocketmq-client.js';
import type { RocketMQClientOptions } from '../../../lib/client/rocketmq-client-options.js';
import type { RPCHook } from '../../../lib/client/remoting/rpc-hook.js';
import { thrownBy } from '../../fixtures/caught.js';
import { aMessage } from '../../fixtures/messages.js';
import { startCluster } from '../../fixtures/remoting-cluster.js';
import { refusingAddress } from '../../fixtures/remoting-server.js';
import { rejectionOf, until } from '../../fixtures/remoting-turns.js';

const quiet: Partial<RocketMQClientOptions> = { logger: { warn: () => {} } };

describe('a client', () => {
  it('[E1.1] sends, over a connection for name server and broker alike', async () => {
    await using cluster = await startCluster();
    await using client = new RocketMQClient({ nameServers: cluster.address });
    const producer = client.createProducer({ group: 'orders' });
    client.start();

    const result = await producer.send(aMessage());

    expect(result).toMatchObject({ sendStatus: 'SEND_OK', messageQueue: { brokerName: 'broker-a' } });
    expect(cluster.server.sockets.size).toBe(1);
    expect(cluster.codes().slice(0, 2)).toEqual([105, 310]);
  });

  it('says who it is: address, process and a random part', () => {
    const [first, second] = [0, 1].map(() => new RocketMQClient({ nameServers: 'a:1' }).clientId);

    expect(first).toMatch(new RegExp(String.raw`^[\d.]+@${process.pid}#[\da-f]{12}$`));
    expect(second).not.toBe(first);
  });

  it('says who it is told to be', () => {
    const client = new RocketMQClient({ nameServers: 'a:1', clientIP: '10.0.0.9', instanceName: 'shop' });

    expect(client.clientId).toBe('10.0.0.9@shop');
  });

  it('takes RPC hooks until it starts, for the requests of all', async () => {
    await using cluster = await startCluster();
    await using client = new RocketMQClient({ nameServers: cluster.address });
    const producer = client.createProducer({ group: 'orders' });
    const seen: number[] = [];
    client.registerRPCHook({ doBeforeRequest: (_address, { code }) => void seen.push(code) });
    client.start();

    await producer.send(aMessage());
    const error = thrownBy(() => client.registerRPCHook({} as RPCHook));

    expect(seen.slice(0, 2)).toEqual([105, 310]);
    expect(error).toMatchObject({
      code: 'INVALID_OPTIONS',
      problems: ['the client is running, register hooks before it starts', 'the hook has no method doBeforeRequest'],
    });
  });

  it('refuses bad options', () => {
    const error = thrownBy(() => new RocketMQClient({ nameServers: '', maxFrameBytes: 1 }));

    expect(error).toMatchObject({ code: 'INVALID_OPTIONS', problems: [expect.anything(), expect.anything()] });
  });

  it('starts without any server, and connects to none', async () => {
    await using client = new RocketMQClient({ nameServers: await refusingAddress() });
    const producer = client.createProducer({ group: 'orders' });
    const before = client.state;

    client.start();
    client.start();

    expect([before, client.state, producer.state]).toEqual(['created', 'running', 'running']);
    expect(client.status().nameServers).toMatchObject({ state: 'unknown', failures: [] });
  });

  it('is started by a producer that is started by itself', async () => {
    await using client = new RocketMQClient({ nameServers: 'a:1' });
    const [one, other] = [client.createProducer({ group: 'orders' }), client.createProducer({ group: 'refunds' })];

    one.start();

    expect([client.state, one.state, other.state]).toEqual(['running', 'running', 'created']);
  });

  it('tells what it knows, from memory', async () => {
    await using cluster = await startCluster();
    await using client = new RocketMQClient({ nameServers: cluster.address });
    const producer = client.createProducer({ group: 'orders' });
    client.start();
    await producer.send(aMessage());
    cluster.answers.set(310, () => undefined);
    const waiting = rejectionOf(producer.send(aMessage(), { timeoutMs: 50 }));

    const status = client.status();
    await waiting;

    expect(status).toEqual({
      clientId: client.clientId,
      state: 'running',
      nameServers: {
        state: 'reachable',
        servers: [{ address: cluster.address, state: 'reachable', sinceAnswerMs: expect.any(Number) }],
        failures: [],
      },
      pollNameServerIntervalMs: 30_000,
      brokers: [{ brokerName: 'broker-a', address: cluster.address, connection: 'connected', isSilent: false }],
      topics: 1,
      routes: [
        { topic: 'TopicTest', state: 'current', writableQueues: 2, mostWritableQueues: 2, brokers: ['broker-a'] },
      ],
      inFlight: 1,
      faultItems: [],
      producers: [
        {
          producerGroup: 'orders',
          use: {
            maxInFlightSends: 65_535,
            maxInFlightBytes: 104_857_600,
            sends: 1,
            bytes: aMessage().body.length,
            waiting: 0,
            fullForMs: undefined,
          },
          outcomes: { consecutiveFailures: 0, sinceFailureMs: undefined, windowMs: 60_000, stored: 1, failed: 0 },
        },
      ],
    });
  });

  it('names topics as users do, without the namespace', async () => {
    await using cluster = await startCluster();
    await using client = new RocketMQClient({ nameServers: cluster.address, namespace: 'blue' });
    const producer = client.createProducer({ group: 'orders' });
    client.start();

    await producer.send(aMessage());

    expect(client.status().routes.map(({ topic }) => topic)).toEqual(['TopicTest']);
  });

  it.each([
    ['listener', { onEvent: throwing, ...quiet }],
    ['logger', { logger: { warn: throwing } }],
  ])('keeps its connection when its %s throws', async (_what, options) => {
    await using cluster = await startCluster();
    await using client = new RocketMQClient({ nameServers: cluster.address, ...options });
    const producer = client.createProducer({ group: 'orders' });
    client.start();
    cluster.answers.set(310, () => ({ code: 11, extFields: { msgId: 'O', queueId: '0', queueOffset: '1' } }));

    const results = [await producer.send(aMessage()), await producer.send(aMessage())];

    expect(results.map(({ sendStatus }) => sendStatus)).toEqual(['SLAVE_NOT_AVAILABLE', 'SLAVE_NOT_AVAILABLE']);
    expect(cluster.server.requests.filter(({ code }) => code === 310)).toHaveLength(2);
  });

  it('tells of a failed send without callback by one event and one line', async () => {
    await using cluster = await startCluster();
    const events: ClientEvent[] = [];
    const lines: string[] = [];
    await using client = new RocketMQClient({
      nameServers: cluster.address,
      onEvent: (event) => events.push(event),
      logger: { warn: (line) => lines.push(line) },
    });
    const producer = client.createProducer({ group: 'orders' });
    client.start();
    cluster.answers.set(310, () => ({ code: 13, remark: 'too long' }));

    producer.sendAsync(aMessage());
    await until(() => lines.length > 0);

    expect(events).toMatchObject([{ type: 'send-exception', topic: 'TopicTest' }]);
    expect(lines).toEqual([expect.stringContaining('too long')]);
  });

  it('sends a heartbeat over each new connection to a broker', async () => {
    await using cluster = await startCluster();
    await using client = new RocketMQClient({ nameServers: cluster.address });
    const producer = client.createProducer({ group: 'orders' });
    client.start();
    await producer.send(aMessage());
    await producer.send(aMessage());
    const [socket] = cluster.server.sockets;
    socket?.destroy();
    await until(() => client.status().brokers[0]?.connection !== 'connected');

    await producer.send(aMessage());
    await until(() => cluster.codes().includes(34));

    expect(cluster.codes().filter((code) => code === 34)).toHaveLength(1);
  });
});

describe('producers of a client', () => {
  it('have a group each', () => {
    const client = new RocketMQClient({ nameServers: 'a:1' });
    client.createProducer({ group: 'orders' });

    const error = thrownBy(() => client.createProducer({ group: 'orders' }));

    expect(error).toMatchObject({
      code: 'INVALID_OPTIONS',
      problems: ['The producer group[orders] has been created before, specify another name please.'],
    });
  });

  it.each([true, false])('give their group free when they close (started: %p)', async (isStarted) => {
    await using client = new RocketMQClient({ nameServers: 'a:1' });
    const producer = client.createProducer({ group: 'orders' });
    if (isStarted) producer.start();
    await producer.close();

    const next = client.createProducer({ group: 'orders' });
    client.start();

    expect([producer.state, next.state]).toEqual(['closed', 'running']);
  });

  it('that are closing do not keep the client from starting the others', async () => {
    await using client = new RocketMQClient({ nameServers: 'a:1' });
    const [one, other] = [client.createProducer({ group: 'orders' }), client.createProducer({ group: 'refunds' })];
    void one.close();

    client.start();

    expect([one.state, other.state]).toEqual(['closed', 'running']);
  });
});

describe('two clients', () => {
  it('never meet: connections, producers and ends of their own', async () => {
    await using cluster = await startCluster();
    const clients = [0, 1].map(() => new RocketMQClient({ nameServers: cluster.address }));
    const producers = clients.map((client) => client.createProducer({ group: 'orders' }));
    for (const client of clients) client.start();
    const ids = (await Promise.all(producers.map((producer) => producer.send(aMessage())))).map(({ msgId }) => msgId);
    const sockets = cluster.server.sockets.size;

    await clients[0]?.close();
    const after = await producers[1]?.send(aMessage());
    await clients[1]?.close();

    expect(sockets).toBe(2);
    expect(new Set(ids.map((id) => id.slice(12, 20))).size).toBe(2);
    expect(after?.sendStatus).toBe('SEND_OK');
  });
});

describe('checkNameServers()', () => {
  it('resolves when one answers, whether it knows the template topic or not', async () => {
    await using cluster = await startCluster();
    cluster.answers.set(105, () => ({ code: 17 }));
    await using client = new RocketMQClient({ nameServers: [await refusingAddress(), cluster.address] });

    await client.checkNameServers();

    expect(client.status().nameServers.state).toBe('reachable');
  });

  it('rejects in time when none does, with every address', async () => {
    const addresses = [await refusingAddress(), await refusingAddress()];
    await using client = new RocketMQClient({ nameServers: addresses });

    const error = await rejectionOf(client.checkNameServers({ timeoutMs: 1000 }));

    expect(error).toMatchObject({ code: 'NO_NAME_SERVER', failures: addresses.map((address) => ({ address })) });
    expect(client.status().nameServers.state).toBe('unreachable');
  });

  it.each([0, -1, Number.NaN])('refuses to wait for %d ms', async (timeoutMs) => {
    await using client = new RocketMQClient({ nameServers: 'a:1' });

    const error = await rejectionOf(client.checkNameServers({ timeoutMs }));

    expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
  });
});

function throwing(): never {
  throw new Error('out of order');
}
