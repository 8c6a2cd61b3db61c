/**
 * Which queues a static topic has, and which broker holds each.
 */
import { describe, expect, it } from '@jest/globals';
import { publishInfo, publishQueues, subscribeQueues } from '../../../../lib/client/routing/topic-publish-info.js';
import { mockBrokerName, queueEndPoints } from '../../../../lib/client/routing/static-topic.js';
import { aRoute, BROKER_A, BROKER_B } from '../../../fixtures/remoting-routes.js';
import { queueMappings } from '../../../fixtures/static-topics.js';

const GLOBAL = '__syslo__global__';
const holdersOf = (mappings: ReturnType<typeof queueMappings>) => queueEndPoints(mappings)?.get(GLOBAL);
const TWO_AND_TWO = queueMappings({ 'broker-a': { holds: [0, 2] }, 'broker-b': { holds: [1, 3] } });
const staticRoute = { ...aRoute([BROKER_A, BROKER_B]), topicQueueMappingByBroker: TWO_AND_TWO };

describe('the mock broker name', () => {
  it.each([
    ['__global__', '__syslo__global__'],
    ['zone-1', '__syslo__zone-1'],
  ])('[B3.2] of scope %s is %s', (scope, name) => {
    expect(mockBrokerName(scope)).toBe(name);
  });
});

describe('the end points of a static topic', () => {
  it('[B3.2] are the brokers that claim each queue', () => {
    expect(holdersOf(TWO_AND_TWO)).toEqual(['broker-a', 'broker-b', 'broker-a', 'broker-b']);
  });

  it.each([
    [1, 2, 'broker-b'],
    [2, 1, 'broker-a'],
    [1_758_270_000_000, 1_800_000_000_000, 'broker-b'],
  ])('[B3.2] of two claims with epochs %d and %d are by the higher one', (epochA, epochB, winner) => {
    const mappings = queueMappings({
      'broker-a': { holds: [0], epoch: epochA, totalQueues: 1 },
      'broker-b': { holds: [0], epoch: epochB, totalQueues: 1 },
    });

    expect(holdersOf(mappings)).toEqual([winner]);
  });

  it('[B3.2] name no broker for a queue that nobody claims', () => {
    const mappings = queueMappings({ 'broker-a': { holds: [1], totalQueues: 3 } });

    expect(holdersOf(mappings)).toEqual(['__syslo__none__', 'broker-a', '__syslo__none__']);
  });

  it('[B3.2] are as many as the largest claim says, and none beyond', () => {
    const mappings = queueMappings({
      'broker-a': { holds: [0, 7], totalQueues: 1 },
      'broker-b': { holds: [1], totalQueues: 2 },
    });

    expect(holdersOf(mappings)).toEqual(['broker-a', 'broker-b']);
  });

  it('leave out a claim without scope', () => {
    const mappings = queueMappings({ 'broker-a': { holds: [0], scope: undefined } });

    expect(queueEndPoints(mappings)?.size).toBe(0);
  });

  it.each([undefined, new Map()])('are none for a topic that is not static: %p', (mappings) => {
    expect(queueEndPoints(mappings)).toBeUndefined();
  });
});

describe('a static topic', () => {
  it('[B3.2] has the queues of all scopes by number, under the mock names', () => {
    const topicQueueMappingByBroker = queueMappings({
      'broker-a': { holds: [0, 1], totalQueues: 2 },
      'broker-b': { holds: [0], totalQueues: 1, scope: 'zone' },
    });

    const queues = publishQueues('Static', { ...aRoute(), topicQueueMappingByBroker });

    expect(queues).toEqual([
      { topic: 'Static', brokerName: GLOBAL, queueId: 0 },
      { topic: 'Static', brokerName: '__syslo__zone', queueId: 0 },
      { topic: 'Static', brokerName: GLOBAL, queueId: 1 },
    ]);
  });

  it('[B3.1] is an order topic first if it is one', () => {
    const queues = publishQueues('Static', { ...staticRoute, orderTopicConf: 'broker-b:1' });

    expect(queues).toEqual([{ topic: 'Static', brokerName: 'broker-b', queueId: 0 }]);
  });

  it('[B3.3] counts as an ordinary topic when its order is there but empty, as in Java', () => {
    const queues = publishQueues('Static', { ...staticRoute, orderTopicConf: '' });

    expect(queues.map(({ brokerName }) => brokerName)).toEqual(['broker-a', 'broker-a', 'broker-b', 'broker-b']);
  });

  it('[B3.2] [B4.4] is retried on another real broker than the last one', () => {
    const info = publishInfo('Static', staticRoute, 0);

    const retries = Array.from({ length: 4 }, () => info.select('broker-a')?.queueId);

    expect(retries).toEqual([1, 3, 1, 3]);
    expect(info.brokers.length).toBe(2);
  });

  it('[B6.1] is sent to the real broker of a queue, under the number of the topic', () => {
    const info = publishInfo('Static', staticRoute, 0);

    const endPoints = info.queues.map((queue) => info.turnOf(queue).queue);

    expect(endPoints.map(({ brokerName, queueId }) => `${brokerName}:${queueId}`)).toEqual([
      'broker-a:0',
      'broker-b:1',
      'broker-a:2',
      'broker-b:3',
    ]);
  });

  it.each([
    { topic: 'Static', brokerName: 'broker-b', queueId: 2 },
    { topic: 'Static', brokerName: GLOBAL, queueId: 99 },
  ])('leaves a queue that is none of its own as it is: %p', (queue) => {
    expect(publishInfo('Static', staticRoute, 0).turnOf(queue).queue).toBe(queue);
  });

  it('is read on its brokers, by their own numbers', () => {
    expect(subscribeQueues('Static', staticRoute)).toEqual(subscribeQueues('Static', aRoute([BROKER_A, BROKER_B])));
  });
});
