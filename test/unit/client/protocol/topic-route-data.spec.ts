import { describe, expect, it } from '@jest/globals';
import {
  encodeTopicRouteData,
  parseTopicRouteData,
  type TopicRouteData,
} from '../../../../lib/client/protocol/topic-route-data.js';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';

const ROUTE: TopicRouteData = {
  queueDatas: [{ brokerName: 'broker-a', readQueueNums: 4, writeQueueNums: 8, perm: 6, topicSysFlag: 1 }],
  brokerDatas: [
    {
      cluster: 'DefaultCluster',
      brokerName: 'broker-a',
      brokerAddrs: new Map([
        [0, '10.0.0.1:10911'],
        [1, '10.0.0.2:10911'],
      ]),
    },
  ],
  orderTopicConf: undefined,
};

/** As documented for clients below version 401. */
const BARE_KEYS =
  '{"brokerDatas":[{"brokerAddrs":{0:"10.0.0.1:10911",1:"10.0.0.2:10911"},"brokerName":"broker-a",' +
  '"cluster":"DefaultCluster","enableActingMaster":false}],"filterServerTable":{},"queueDatas":[{"brokerName":"broker-a",' +
  '"perm":6,"readQueueNums":4,"topicSysFlag":1,"writeQueueNums":8}]}';
const STANDARD = BARE_KEYS.replace('0:"10.0.0.1', '"0":"10.0.0.1').replace('1:"10.0.0.2', '"1":"10.0.0.2');

const QUEUE = '{"brokerName":"b","perm":6,"readQueueNums":1,"writeQueueNums":1}';
const BROKER = '{"brokerName":"b","brokerAddrs":{"0":"b:1"}}';

describe('parseTopicRouteData', () => {
  it.each([
    ['standard JSON', STANDARD],
    ['bare keys', BARE_KEYS],
  ])('reads %s', (_dialect, text) => {
    const route = parseTopicRouteData(text);

    expect(route).toEqual(ROUTE);
  });

  it('keeps the queue order of ordered topics', () => {
    const route = parseTopicRouteData('{"orderTopicConf":"a:4;b:2"}');

    expect(route.orderTopicConf).toBe('a:4;b:2');
  });

  it.each(['{}', '{"queueDatas":null,"brokerDatas":null,"orderTopicConf":null}'])(
    'takes missing lists as empty: %s',
    (text) => {
      const route = parseTopicRouteData(text);

      expect(route).toEqual({ queueDatas: [], brokerDatas: [], orderTopicConf: undefined });
    },
  );

  it('fills in what old name servers leave out', () => {
    const route = parseTopicRouteData(`{"queueDatas":[${QUEUE}],"brokerDatas":[${BROKER}]}`);

    expect(route.queueDatas[0]?.topicSysFlag).toBe(0);
    expect(route.brokerDatas[0]?.cluster).toBe('');
  });

  it.each([
    ['text that is no JSON', 'hello', "a server's JSON"],
    ['a list', '[]', 'the route answer has a list in the route, which should be an object'],
    ['null', 'null', 'the route answer has null in the route, which should be an object'],
    ['an object of queues', '{"queueDatas":{}}', 'has an object in queueDatas, which should be a list'],
    ['a queue that is a number', '{"queueDatas":[5]}', 'has 5 in a queueData, which should be an object'],
    ['a queue without broker', '{"queueDatas":[{}]}', 'has nothing in brokerName, which should be a string'],
    ['perm in quotes', `{"queueDatas":[${QUEUE.replace('6', '"6"')}]}`, 'has "6" in perm, which should be an integer'],
    ['half a queue', `{"queueDatas":[${QUEUE.replace('1', '0.5')}]}`, 'has 0.5 in readQueueNums'],
    ['a broker without name', '{"brokerDatas":[{"brokerAddrs":{}}]}', 'has nothing in brokerName'],
    ['a broker without addresses', '{"brokerDatas":[{"brokerName":"b"}]}', 'has nothing in brokerAddrs'],
    ['an address that is a number', `{"brokerDatas":[${BROKER.replace('"b:1"', '1')}]}`, 'has 1 in a broker address'],
    ['a name as broker id', `{"brokerDatas":[${BROKER.replace('"0"', '"x"')}]}`, 'has "x" in a broker id'],
    ['an empty broker id', `{"brokerDatas":[${BROKER.replace('"0"', '""')}]}`, 'has "" in a broker id'],
    ['half a broker id', `{"brokerDatas":[${BROKER.replace('"0"', '"0.5"')}]}`, 'has "0.5" in a broker id'],
    ['an object as broker id', `{"brokerDatas":[${BROKER.replace('"0"', '{}')}]}`, 'has "{}" in a broker id'],
  ])('refuses %s', (_what, text, message) => {
    const error = rocketMQErrorOf(() => parseTopicRouteData(text));

    expect(error.code).toBe('RESPONSE_INVALID');
    expect(error.message).toContain(message);
  });

  it('refuses a value nested too deeply to be shown', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);

    const error = rocketMQErrorOf(() => parseTopicRouteData(deep));

    expect(error.code).toBe('RESPONSE_INVALID');
  });

  it('quotes only the beginning of what it refuses', () => {
    const error = rocketMQErrorOf(() => parseTopicRouteData(`{"queueDatas":"${'x'.repeat(100_000)}"}`));

    expect(error.message.length).toBeLessThan(200);
  });
});

describe('encodeTopicRouteData', () => {
  it('writes the keys in the order of a name server', () => {
    const texts = [encodeTopicRouteData(ROUTE, 'standard'), encodeTopicRouteData(ROUTE, 'bare-keys')];

    expect(texts).toEqual([STANDARD, BARE_KEYS]);
  });

  it('writes the queue order between the tables', () => {
    const text = encodeTopicRouteData({ ...ROUTE, orderTopicConf: 'a:4' }, 'standard');

    expect(text).toContain('"filterServerTable":{},"orderTopicConf":"a:4","queueDatas"');
  });

  it('escapes slashes and all but ASCII in the standard dialect only', () => {
    const route = { queueDatas: [], brokerDatas: [], orderTopicConf: 'a/中😀' };

    const texts = [encodeTopicRouteData(route, 'standard'), encodeTopicRouteData(route, 'bare-keys')];

    expect(texts[0]).toContain(String.raw`"a\/\u4E2D\uD83D\uDE00"`);
    expect(texts[1]).toContain('"a/中😀"');
    expect(texts.map((text) => parseTopicRouteData(text).orderTopicConf)).toEqual(['a/中😀', 'a/中😀']);
  });
});

describe('the queue mapping of a static topic', () => {
  const text =
    '{"brokerDatas":[],"filterServerTable":{},"queueDatas":[],"topicQueueMappingByBroker":{"broker-a":' +
    '{"bname":"broker-a","currIdMap":{"0":0,"2":1},"dirty":false,"epoch":1758270000000,"scope":"__global__",' +
    '"topic":"Static","totalQueues":3},"broker-b":{"bname":"broker-b","currIdMap":{"1":0},"dirty":true,' +
    '"epoch":1758270000001,"topic":"Static","totalQueues":3}}}';
  const bare = text.replace('{"0":0,"2":1}', '{0:0,2:1}').replace('{"1":0}', '{1:0}');

  it('[B3.2] is read in both dialects', () => {
    const routes = [text, bare].map(parseTopicRouteData);

    expect(routes[0]?.topicQueueMappingByBroker?.get('broker-a')).toEqual({
      topic: 'Static',
      scope: '__global__',
      totalQueues: 3,
      brokerName: 'broker-a',
      epoch: 1_758_270_000_000,
      isDirty: false,
      queueIds: new Map([
        [0, 0],
        [2, 1],
      ]),
    });
    expect(routes[1]).toEqual(routes[0]);
  });

  it('comes out as it went in', () => {
    const route = parseTopicRouteData(text);

    const again = [encodeTopicRouteData(route, 'standard'), encodeTopicRouteData(route, 'bare-keys')];

    expect(again).toEqual([text, bare]);
  });

  it.each(['', ',"topicQueueMappingByBroker":null'])('is absent from a route that ends with %p', (end) => {
    const route = parseTopicRouteData(`{"queueDatas":[]${end}}`);

    expect(Object.hasOwn(route, 'topicQueueMappingByBroker')).toBe(false);
  });

  it.each([
    ['a list', '[]', 'a list in topicQueueMappingByBroker'],
    ['a mapping without queue count', '{"a":{"bname":"a","epoch":1}}', 'nothing in totalQueues'],
    ['far too many queues', '{"a":{"bname":"a","epoch":1,"totalQueues":65537}}', '65537 in totalQueues'],
    [
      'a name as queue id',
      '{"a":{"bname":"a","epoch":1,"totalQueues":1,"currIdMap":{"x":0}}}',
      '"x" in a logical queue',
    ],
    ['a mapping without broker', '{"a":{"epoch":1,"totalQueues":1}}', 'nothing in bname'],
  ])('refuses %s', (_what, mappings, message) => {
    const error = rocketMQErrorOf(() => parseTopicRouteData(`{"topicQueueMappingByBroker":${mappings}}`));

    expect(error.code).toBe('RESPONSE_INVALID');
    expect(error.message).toContain(message);
  });
});

describe('a queue count', () => {
  it.each([-1, 65_537, 9_000_000_000])('of %d is refused before a list of that many queues is made', (count) => {
    const text = `{"queueDatas":[${QUEUE.replace('"writeQueueNums":1', `"writeQueueNums":${count}`)}]}`;

    const error = rocketMQErrorOf(() => parseTopicRouteData(text));

    expect(error.message).toContain(`has ${count} in writeQueueNums, which should be from 0 to 65536`);
  });
});
