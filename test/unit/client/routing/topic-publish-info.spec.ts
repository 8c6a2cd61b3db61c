import { describe, expect, it } from '@jest/globals';
import type { MessageQueue } from '../../../../lib/client/message/message-queue.js';
import {
  publishInfo,
  publishQueues,
  subscribeQueues,
  TopicPublishInfo,
} from '../../../../lib/client/routing/topic-publish-info.js';
import { aRoute, BROKER_A, BROKER_B } from '../../../fixtures/remoting-routes.js';

const nameOf = (queue: Pick<MessageQueue, 'brokerName' | 'queueId'> | undefined): string =>
  queue === undefined ? '-' : `${queue.brokerName}:${queue.queueId}`;
const queuesOf = (...names: readonly string[]): MessageQueue[] =>
  names.map((name) => ({ topic: 'T', brokerName: name.slice(0, 1), queueId: Number(name.slice(1)) }));

describe('selecting a queue', () => {
  it('[B4.3] takes all queues in turn, and begins again', () => {
    const info = new TopicPublishInfo(queuesOf('a0', 'a1', 'b0'), 0);

    const taken = Array.from({ length: 7 }, () => nameOf(info.select(undefined)));

    expect(taken).toEqual(['a:0', 'a:1', 'b:0', 'a:0', 'a:1', 'b:0', 'a:0']);
  });

  it('[B4.1] begins where it is told', () => {
    const info = new TopicPublishInfo(queuesOf('a0', 'a1', 'b0'), 5);

    const queue = info.select(undefined);

    expect(nameOf(queue)).toBe('b:0');
  });

  it('[B4.2] [B4.4] takes another broker than the last one, however many queues that has', () => {
    const info = new TopicPublishInfo(queuesOf('a0', 'a1', 'a2', 'b0'), 0);

    const taken = Array.from({ length: 6 }, () => nameOf(info.select('a')));

    expect(new Set(taken)).toEqual(new Set(['b:0']));
  });

  it('[B4.4] [B4.7] falls back to the same broker if there is no other', () => {
    const info = new TopicPublishInfo(queuesOf('a0', 'a1'), 0);

    const taken = [info.select('a'), info.select('a')].map(nameOf);

    expect(taken).toEqual(['a:0', 'a:1']);
  });

  it('[B4.1] begins at the largest 31-bit number, too', () => {
    const info = new TopicPublishInfo(queuesOf('a0', 'a1', 'a2'), 0x7fff_ffff);

    const taken = [info.select(undefined), info.select(undefined), info.select(undefined)].map(nameOf);

    expect(taken).toEqual(['a:1', 'a:2', 'a:0']);
  });

  it.each([-1, 2 ** 31, 2 ** 40 + 7])('[B4.1] takes a queue whatever number it begins with, such as %d', (start) => {
    const info = new TopicPublishInfo(queuesOf('a0', 'b0'), start);

    const taken = [info.select(undefined), info.select('a')];

    expect(taken).not.toContain(undefined);
  });

  it('[B4.2] finds none where there is none', () => {
    const info = new TopicPublishInfo([], 0);

    const taken = [info.select(undefined), info.select('a')];

    expect(taken).toEqual([undefined, undefined]);
  });

  it('counts brokers, not queues', () => {
    const info = new TopicPublishInfo(queuesOf('a0', 'a1', 'b0'), 0);

    expect([info.brokers, info.brokerCount]).toEqual([['a', 'b'], 2]);
  });

  it('[B4.2] goes through all queues once when a filter refuses them all, and chooses none', () => {
    const info = new TopicPublishInfo(queuesOf('a0', 'a1', 'b0'), 1);
    const asked: string[] = [];

    const queue = info.selectWhere((brokerName) => asked.push(brokerName) === 0, undefined);

    expect(queue).toBeUndefined();
    expect(asked).toEqual(['a', 'b', 'a']);
  });

  it('[B4.2] takes the next queue that the filter accepts on another broker than the last one', () => {
    const info = new TopicPublishInfo(queuesOf('a0', 'b0', 'c0', 'c1'), 0);

    const taken = Array.from({ length: 3 }, () => nameOf(info.selectWhere((brokerName) => brokerName !== 'b', 'a')));

    expect(taken).toEqual(['c:0', 'c:1', 'c:0']);
  });

  it('takes the one text that there is of a broker name', () => {
    const info = publishInfo('T', aRoute([BROKER_A]), 0, () => 'the one text');

    expect(info.select(undefined)).toMatchObject({ brokerName: 'the one text' });
  });

  it('[B4.6] goes on from where it is reset to', () => {
    const info = new TopicPublishInfo(queuesOf('a0', 'a1', 'b0'), 0);

    info.resetIndex(2);

    expect([info.select(undefined), info.select(undefined)].map(nameOf)).toEqual(['b:0', 'a:0']);
  });
});

describe('the queues to send to', () => {
  it('[B3.3] are all write queues of each broker, broker by broker', () => {
    const queues = publishQueues('T', aRoute([BROKER_B, BROKER_A]));

    expect(queues.map(nameOf)).toEqual(['broker-a:0', 'broker-a:1', 'broker-b:0', 'broker-b:1']);
    expect(queues[0]).toEqual({ topic: 'T', brokerName: 'broker-a', queueId: 0 });
  });

  it('[B3.3] are as many as may be written, not read', () => {
    const queues = publishQueues('T', aRoute([{ ...BROKER_A, queues: 1, readQueues: 8 }]));

    expect(queues.map(nameOf)).toEqual(['broker-a:0']);
  });

  it.each([
    [7, 2],
    [6, 2],
    [2, 2],
    [4, 0],
    [0, 0],
  ])('[B3.3] with permission %d are %d', (perm, count) => {
    const queues = publishQueues('T', aRoute([{ ...BROKER_A, perm }]));

    expect(queues).toHaveLength(count);
  });

  it('[B3.3] leave out brokers without a master', () => {
    const queues = publishQueues('T', aRoute([{ name: 'broker-a' }, BROKER_B]));

    expect(queues.map(nameOf)).toEqual(['broker-b:0', 'broker-b:1']);
  });

  it('[B3.3] stand in the order of Java strings: by UTF-16 unit, capitals first', () => {
    const names = ['broker-b', 'Broker-c', 'broker-10', 'broker-9', 'bröker', 'broker'];
    const route = aRoute(names.map((name, index) => ({ name, master: `10.0.0.${index}:1`, queues: 1 })));

    const queues = publishQueues('T', route);

    expect(queues.map(({ brokerName }) => brokerName)).toEqual([
      'Broker-c',
      'broker',
      'broker-10',
      'broker-9',
      'broker-b',
      'bröker',
    ]);
  });

  it('[B3.1] follow orderTopicConf if there is one, in its order', () => {
    const queues = publishQueues('T', aRoute([BROKER_A, BROKER_B], 'broker-b:1;broker-a:2'));

    expect(queues.map(nameOf)).toEqual(['broker-b:0', 'broker-a:0', 'broker-a:1']);
  });

  it.each(['', ';', 'broker-a', ':3', 'broker-a:x', 'broker-a:-1', 'broker-a:1.5', 'broker-a:999999999'])(
    'survive %p as orderTopicConf',
    (orderTopicConf) => {
      const queues = publishQueues('T', aRoute([BROKER_A], orderTopicConf));

      expect(queues.map(nameOf)).toEqual(orderTopicConf === '' ? ['broker-a:0', 'broker-a:1'] : []);
    },
  );

  it('do not change the route', () => {
    const route = aRoute([BROKER_B, BROKER_A]);

    publishQueues('T', route);

    expect(route).toEqual(aRoute([BROKER_B, BROKER_A]));
  });
});

describe('the queues to read from', () => {
  it('[B3.4] are all that may be read, with or without a master', () => {
    const route = aRoute([
      { name: 'broker-b', readQueues: 1, perm: 4 },
      { ...BROKER_A, perm: 2 },
    ]);

    const queues = subscribeQueues('T', route);

    expect(queues.map(nameOf)).toEqual(['broker-b:0']);
  });
});
