/**
 * What diagnostics show of a whole send on a cluster, and what a tracer and asynchronous RPC hooks do to it.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { latencyPercentileMs, type RPCHook } from '../../lib/client/index.js';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { DiagnosticsListeners, eventLog } from '../fixtures/diagnostics.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';

const TOPIC = 'diagnosed';
const message = { topic: TOPIC, body: textBody('secret body'), keys: ['secret-key'], tags: 'web' };

let cluster: EmbeddedCluster;

beforeEach(async () => {
  cluster = await EmbeddedCluster.start({ brokers: 2 });
  cluster.createTopic(TOPIC);
});

afterEach(async () => {
  await cluster.stop();
});

describe('a send with a retry', () => {
  it('tells of route, connections, requests and attempts in order, and shows neither body nor key', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 2, remark: 'busy' } });
    using log = eventLog();

    const { msgId } = await running.producer.send(message);

    const told = log.told.filter(({ event }) => event.clientId === running.client.clientId);
    const sendsAndRoutes = told.filter(({ name, event }) => !('code' in event) && !name.startsWith('rocketmq:connect'));
    expect(sendsAndRoutes.map(({ name }) => name)).toEqual([
      'rocketmq:send:start',
      'rocketmq:route:start',
      'rocketmq:route:end',
      'rocketmq:send:attempt:start',
      'rocketmq:send:attempt:end',
      'rocketmq:send:attempt:start',
      'rocketmq:send:attempt:end',
      'rocketmq:send:end',
    ]);
    const requests = log.of('rocketmq:request:end').filter(({ requestName }) => requestName !== 'HEART_BEAT');
    expect(requests.map(({ requestName, responseCode }) => [requestName, responseCode])).toEqual([
      ['GET_ROUTEINFO_BY_TOPIC', 0],
      ['SEND_MESSAGE_V2', 2],
      ['SEND_MESSAGE_V2', 0],
    ]);
    const [first, second] = log.of('rocketmq:send:attempt:end');
    expect(new Set([first?.brokerName, second?.brokerName])).toEqual(new Set(['broker-a', 'broker-b']));
    expect(log.of('rocketmq:connect:end').map(({ address }) => address)).toEqual([
      cluster.nameServer,
      first?.brokerAddress,
      second?.brokerAddress,
    ]);
    expect(log.of('rocketmq:send:end')).toMatchObject([{ messageId: msgId, attempts: 2, sendStatus: 'SEND_OK' }]);
    expect(JSON.stringify(told)).not.toContain('secret');
  });

  it('is counted by its producer', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 2 } });
    await running.producer.send(message);
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 13 } });
    await rejectionOf(running.producer.send(message));

    const { latencies, ...counts } = running.producer.stats();

    expect(counts).toEqual({
      sent: 1,
      failed: { BROKER_REJECTED: 1 },
      retried: 1,
      inFlight: 0,
      waitingForPermits: 0,
      lateAnswers: 0,
      onewayAnswers: 0,
    });
    expect(latencies.count).toBe(1);
    expect(latencyPercentileMs(latencies, 50)).toBe(latencies.maxMs);
    expect(running.client.stats()).toMatchObject({ connections: 3, lateAnswers: 0 });
  });
});

it('a tracer joins producer and consumer by a property of the stored message', async () => {
  await using running = runningClient({ nameServers: cluster.nameServer });
  using listeners = new DiagnosticsListeners();
  listeners.on('rocketmq:send:start', ({ messageId, addProperty }) => addProperty('traceparent', `00-${messageId}-01`));

  const { msgId } = await running.producer.send({ ...message, properties: { own: 'value' } });

  const [stored] = await cluster.waitFor(TOPIC, 1);
  expect(stored?.properties).toMatchObject({ own: 'value', traceparent: `00-${msgId}-01` });
});

it('an event carries keys and body when the client is told to', async () => {
  const diagnostics = { includeKeys: true, includeBody: true };
  await using running = runningClient({ nameServers: cluster.nameServer, diagnostics });
  using log = eventLog(['rocketmq:send:start']);

  await running.producer.send(message);

  expect(log.of('rocketmq:send:start')).toMatchObject([{ keys: ['secret-key'], body: message.body }]);
});

describe('RPC hooks that return promises', () => {
  it('sign every request, one-way ones too', async () => {
    const hook: RPCHook = {
      async doBeforeRequest(_address, { extFields }) {
        await Promise.resolve();
        extFields['Token'] = 'fetched';
      },
      doAfterResponse: () => Promise.resolve(),
    };
    await using running = runningClient({ nameServers: cluster.nameServer, rpcHooks: [hook] });

    await Promise.all([1, 2, 3].map(() => running.producer.send(message)));
    await running.producer.sendOneway(message);
    await cluster.waitFor(TOPIC, 4);

    const sends = cluster.requests().filter(({ name }) => name === 'SEND_MESSAGE_V2');
    expect(sends.map(({ extFields }) => extFields['Token'])).toEqual(Array(4).fill('fetched'));
  });

  it('fail the send with what they reject with, and nothing is written', async () => {
    const refusal = new Error('no token');
    const hook: RPCHook = {
      doBeforeRequest: (_address, { code }) => (code === 310 ? Promise.reject(refusal) : undefined),
    };
    await using running = runningClient({ nameServers: cluster.nameServer, rpcHooks: [hook] });

    const error = await rejectionOf(running.producer.send(message));

    expect(error).toMatchObject({ code: 'HOOK_FAILED', cause: refusal });
    expect(cluster.requests().some(({ name }) => name === 'SEND_MESSAGE_V2')).toBe(false);
  });

  it('that never end cost the send its budget and no more', async () => {
    const hook: RPCHook = {
      doBeforeRequest: (_address, { code }) => (code === 310 ? new Promise<void>(() => {}) : undefined),
    };
    await using running = runningClient({ nameServers: cluster.nameServer, rpcHooks: [hook] });

    const error = await rejectionOf(running.producer.send(message, { timeoutMs: 200 }));

    expect(error).toMatchObject({ code: 'SEND_TIMEOUT' });
    expect(error.message).toContain('the hooks before a request');
  });
});
