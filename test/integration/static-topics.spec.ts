/**
 * Static and order topics: which broker a send goes to follows the route's mapping or order.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { rejectionOf, runningClient, type RunningClient, textBody } from '../fixtures/running-client.js';
import { queueMappings } from '../fixtures/static-topics.js';

const MOCK = '__syslo__global__';

let cluster: EmbeddedCluster;
let running: RunningClient;

beforeAll(async () => {
  cluster = await EmbeddedCluster.start({ brokers: 2 });
  running = runningClient({ nameServers: cluster.nameServer });
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await cluster.stop();
});

/** Where each message of a topic came to rest, in order. */
const places = (topic: string): string[] =>
  cluster.messages(topic).map(({ storeHost, queueId }) => {
    const broker = cluster.brokers.find(({ address }) => address === storeHost);
    return `${broker?.name}:${queueId}`;
  });

describe('a static topic', () => {
  it('[B3.2] takes each message on the broker that holds the queue', async () => {
    const topicQueueMappingByBroker = queueMappings({ 'broker-a': { holds: [0, 3] }, 'broker-b': { holds: [1, 2] } });
    cluster.createTopic('Static', { queues: 4, route: { topicQueueMappingByBroker } });
    const message = { topic: 'Static', body: textBody('hello') };

    const queues = await running.producer.fetchPublishMessageQueues('Static');
    for (const queue of queues) await running.producer.send(message, { queue });
    for (let turn = 0; turn < 4; turn++) await running.producer.send(message);

    const expected = ['broker-a:0', 'broker-b:1', 'broker-b:2', 'broker-a:3'];
    expect(queues).toEqual([0, 1, 2, 3].map((queueId) => ({ topic: 'Static', brokerName: MOCK, queueId })));
    expect(places('Static').slice(0, 4)).toEqual(expected);
    expect(places('Static').slice(4).toSorted()).toEqual(expected.toSorted());
  });

  it('[B6.1] names the real broker in the header and in the result', async () => {
    const topicQueueMappingByBroker = queueMappings({ 'broker-b': { holds: [0], totalQueues: 1 } });
    cluster.createTopic('StaticOne', { queues: 1, route: { topicQueueMappingByBroker } });

    const { messageQueue } = await running.producer.send({ topic: 'StaticOne', body: textBody('hello') });

    const sent = cluster.requests().findLast(({ name }) => name === 'SEND_MESSAGE_V2');
    expect(sent).toMatchObject({ server: 'broker-b', extFields: { e: '0', n: 'broker-b' } });
    expect(messageQueue).toEqual({ topic: 'StaticOne', brokerName: 'broker-b', queueId: 0 });
  });

  it('[B3.2] with a queue that no broker holds is sent to elsewhere, and not at all if that is the only one', async () => {
    const half = queueMappings({ 'broker-a': { holds: [1], totalQueues: 2 } });
    const none = queueMappings({ 'broker-a': { holds: [], totalQueues: 1 } });
    cluster.createTopic('StaticHalf', { queues: 2, route: { topicQueueMappingByBroker: half } });
    cluster.createTopic('StaticNone', { queues: 1, route: { topicQueueMappingByBroker: none } });

    for (let turn = 0; turn < 4; turn++) await running.producer.send({ topic: 'StaticHalf', body: textBody('hello') });
    const error = await rejectionOf(running.producer.send({ topic: 'StaticNone', body: textBody('hello') }));

    expect(places('StaticHalf')).toEqual(Array(4).fill('broker-a:1'));
    expect(error).toMatchObject({ code: 'BROKER_NOT_FOUND' });
    expect(error.message).toContain('__syslo__none__');
  });
});

it('[B3.1] an order topic takes messages in the queues of its order only', async () => {
  cluster.createTopic('Ordered', { queues: 4, route: { orderTopicConf: 'broker-b:1;broker-a:2' } });

  for (let turn = 0; turn < 6; turn++) await running.producer.send({ topic: 'Ordered', body: textBody('hello') });

  expect(new Set(places('Ordered'))).toEqual(new Set(['broker-b:0', 'broker-a:0', 'broker-a:1']));
});

describe('fetchPublishMessageQueues', () => {
  it('[F8] asks the name server each time, whatever is cached', async () => {
    cluster.createTopic('Growing', { queues: 1, brokers: ['broker-a'] });
    await running.producer.send({ topic: 'Growing', body: textBody('hello') });

    const before = await running.producer.fetchPublishMessageQueues('Growing');
    cluster.createTopic('Growing', { queues: 2, brokers: ['broker-a'] });
    const after = await running.producer.fetchPublishMessageQueues('Growing');

    expect([before.length, after.length]).toEqual([1, 2]);
  });

  it('[F8] refuses a topic that is not there or cannot be written, without creating it', async () => {
    cluster.createTopic('ReadOnly', { perm: 4 });

    const missing = await rejectionOf(running.producer.fetchPublishMessageQueues('NotThere'));
    const readOnly = await rejectionOf(running.producer.fetchPublishMessageQueues('ReadOnly'));
    const illegal = await rejectionOf(running.producer.fetchPublishMessageQueues('bad topic'));

    expect(missing).toMatchObject({ code: 'NO_ROUTE', topic: 'NotThere', responseCode: 10005 });
    expect(readOnly).toMatchObject({ code: 'NO_ROUTE', topic: 'ReadOnly' });
    expect(illegal).toMatchObject({ code: 'INVALID_MESSAGE' });
  });

  it('[F8] takes a running producer', async () => {
    const created = running.client.createProducer({ group: 'not-started' });
    const closed = running.client.createProducer({ group: 'closed' });
    await closed.close();

    const errors = [
      await rejectionOf(created.fetchPublishMessageQueues('Growing')),
      await rejectionOf(closed.fetchPublishMessageQueues('Growing')),
    ];

    expect(errors).toMatchObject([{ code: 'PRODUCER_NOT_STARTED' }, { code: 'PRODUCER_CLOSED' }]);
  });
});
