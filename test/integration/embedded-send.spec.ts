import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { RawClient, sendRequest } from './raw-client.js';

const UNIQ_KEY = 'UNIQ_KEY\u00017F00000110A418B4AAC20011E30D0000\u0002';
const REFUSED = { TRACE_ON: 'true', MSG_REGION: 'DefaultRegion' };

describe('a send to the embedded broker', () => {
  let cluster: EmbeddedCluster;
  let client: RawClient;

  beforeAll(async () => {
    cluster = await EmbeddedCluster.start({ maxMessageBytes: 8192 });
    client = await RawClient.connect(cluster.brokers[0]?.address ?? '');
  });
  afterAll(async () => {
    await client.close();
    await cluster.stop();
  });

  it('is answered with the recorded header', async () => {
    const answer = await client.ask(
      sendRequest('Answered', 'hello 0', { e: '2', i: `${UNIQ_KEY}WAIT\u0001true\u0002` }),
    );

    const [message] = cluster.messages('Answered');
    expect(answer).toMatchObject({ code: 0, flag: 1, language: 'JAVA', version: 513, remark: undefined });
    expect(Object.entries(answer.extFields ?? {})).toEqual([
      ['queueId', '2'],
      ['transactionId', '7F00000110A418B4AAC20011E30D0000'],
      ['msgId', message?.offsetMsgId],
      ['TRACE_ON', 'true'],
      ['MSG_REGION', 'DefaultRegion'],
      ['queueOffset', '0'],
    ]);
  });

  it('is stored as it came, with what a 5.5.0 broker adds', async () => {
    const properties = `城市\u0001杭州🚀\u0002TAGS\u0001TagA\u0002KEYS\u0001k1 k2\u0002${UNIQ_KEY}WAIT\u0001false`;

    await client.ask(sendRequest('Stored', 'body 🚀', { e: '1', h: '-5', i: properties }));

    const { address } = cluster.brokers[0] ?? {};
    expect(cluster.messages('Stored')).toMatchObject([
      {
        body: Buffer.from('body 🚀'),
        flag: -5,
        queueId: 1,
        queueOffset: 0,
        sysFlag: 0,
        tags: 'TagA',
        keys: ['k1', 'k2'],
        msgId: '7F00000110A418B4AAC20011E30D0000',
        bornTimestamp: 1_700_000_000_000,
        bornHost: client.address,
        storeHost: address,
        reconsumeTimes: 0,
        properties: {
          城市: '杭州🚀',
          TAGS: 'TagA',
          KEYS: 'k1 k2',
          UNIQ_KEY: '7F00000110A418B4AAC20011E30D0000',
          WAIT: 'false',
          MSG_REGION: 'DefaultRegion',
          TRACE_ON: 'true',
          CLUSTER: 'DefaultCluster',
        },
      },
    ]);
  });

  it('may use long header names', async () => {
    const names = { producerGroup: 'PG', topic: 'Long', defaultTopic: 'TBW102', defaultTopicQueueNums: '4' };
    const numbers = { queueId: '3', sysFlag: '0', bornTimestamp: '1700000000000', flag: '7', reconsumeTimes: '2' };

    const answer = await client.ask({
      code: 10,
      extFields: { ...names, ...numbers, properties: UNIQ_KEY, batch: 'false' },
      body: 'long names',
    });

    expect(answer).toMatchObject({ code: 0, extFields: { queueId: '3', queueOffset: '0' } });
    expect(cluster.messages('Long')).toMatchObject([{ body: Buffer.from('long names'), flag: 7, reconsumeTimes: 2 }]);
  });

  it('gets a UNIQ_KEY if it has none', async () => {
    const answer = await client.ask(sendRequest('NoKey', 'x'));

    const [message] = cluster.messages('NoKey');
    expect(message?.properties['UNIQ_KEY']).toMatch(/^[0-9A-F]{32}$/);
    expect(answer.extFields?.['transactionId']).toBe(message?.msgId);
  });

  it('creates its topic with as many queues as it asks for', async () => {
    await client.ask(sendRequest('Created', 'x', { d: '3', e: '2' }));

    const beyond = await client.ask(sendRequest('Created', 'x', { d: '8', e: '3' }));

    expect(beyond.code).toBe(29);
  });

  it('goes to any queue for a negative queue id', async () => {
    const answer = await client.ask(sendRequest('AnyQueue', 'x', { e: '-1' }));

    expect(answer.code).toBe(0);
    expect(['0', '1', '2', '3']).toContain(answer.extFields?.['queueId']);
  });

  it('is not answered when it is one-way', async () => {
    const oneway = client.write({ ...sendRequest('Oneway', 'x'), isOneway: true });
    const refused = client.write({ ...sendRequest('bad topic!', 'x'), isOneway: true });

    await client.ask({ code: 9999 });

    expect(cluster.messages('Oneway')).toHaveLength(1);
    expect(client.answered).not.toContain(oneway);
    expect(client.answered).not.toContain(refused);
  });

  it('is stored in a topic without write permission, as on real brokers', async () => {
    cluster.createTopic('ReadOnly', { perm: 4 });

    expect((await client.ask(sendRequest('ReadOnly', 'x'))).code).toBe(0);
  });

  it.each([
    [
      'a queue that is not there',
      sendRequest('Created', 'x', { e: '99' }),
      29,
      /^request queueId\[99\] is illegal, TopicConfig \[topicName=Created, readQueueNums=3, writeQueueNums=3, perm=RW-, topicFilterType=SINGLE_TAG, topicSysFlag=0, order=false, attributes=\{\}\] Producer: 127\.0\.0\.1:\d+$/,
    ],
    [
      'a bad topic name',
      sendRequest('bad topic!', 'x'),
      29,
      /^The specified topic: bad topic!, contains illegal characters, allowing only \^\[%\|a-zA-Z0-9_-\]\+\$$/,
    ],
    [
      'a long topic name',
      sendRequest('T'.repeat(128), 'x'),
      29,
      /^The specified topic is longer than topic max length\.$/,
    ],
    [
      'a system topic',
      sendRequest('SCHEDULE_TOPIC_XXXX', 'x'),
      16,
      /^Sending message to topic\[SCHEDULE_TOPIC_XXXX\] is forbidden\.$/,
    ],
    [
      'a topic without a template',
      sendRequest('NoSuchTopicX', 'x', { c: 'NoDefault' }),
      17,
      /^topic\[NoSuchTopicX\] not exist, apply first please!\nSee https:\/\/rocketmq\.apache\.org\/docs\/bestPractice\/06FAQ for further details\.$/,
    ],
    [
      'a body that is too large',
      sendRequest('Large', 'x'.repeat(8193)),
      13,
      /^the message is illegal, maybe msg body or properties length not matched\. msg body length limit 8192B, msg properties length limit 32KB\.$/,
    ],
    [
      'properties that are too long',
      sendRequest('Large', 'x', { i: `big\u0001${'p'.repeat(32_700)}\u0002` }),
      13,
      /illegal/,
    ],
    [
      'a half message',
      sendRequest('Half', 'x', { f: '4', i: 'TRAN_MSG\u0001true\u0002' }),
      16,
      /transaction message is forbidden$/,
    ],
    [
      'a batch of retries',
      sendRequest('%RETRY%G', 'x', { m: 'true' }),
      13,
      /^batch request does not support retry group/,
    ],
  ])('is refused for %s', async (_what, request, code, remark) => {
    const answer = await client.ask(request);

    expect(answer).toMatchObject({ code, extFields: REFUSED });
    expect(answer.remark).toMatch(remark);
  });

  it.each([
    ['no body', { ...sendRequest('Broken', ''), body: '' }, /NullPointerException/],
    ['no topic', { code: 310, extFields: { a: 'PG' }, body: 'x' }, /lacks the header field b/],
    ['a queue id that is no number', sendRequest('Broken', 'x', { e: 'abc' }), /"abc"/],
    ['a batch whose lengths are wrong', sendRequest('Broken', 'xxxxxxxxx', { m: 'true' }), /FrameError/],
    ['a batch that is too large', sendRequest('Broken', 'x'.repeat(8193), { m: 'true' }), /message body size exceeded/],
  ])('fails with code 1 and without header for %s', async (_what, request, remark) => {
    const answer = await client.ask(request);

    expect(answer).toMatchObject({ code: 1, extFields: undefined });
    expect(answer.remark).toMatch(remark);
    expect(cluster.messages('Broken')).toEqual([]);
  });
});
