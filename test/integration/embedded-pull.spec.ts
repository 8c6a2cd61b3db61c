import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeStoredMessages } from '../../lib/client/message/stored-message-codec.js';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { pullRequest, RawClient, type RawAnswer, sendRequest } from './raw-client.js';

const SUSPEND = { sysFlag: '6', suspendTimeoutMillis: '10000' };

const bodies = ({ body = new Uint8Array(0) }: RawAnswer) =>
  decodeStoredMessages(body, 1_000_000).map((message) => Buffer.from(message.body).toString());

describe('a pull from the embedded broker', () => {
  let cluster: EmbeddedCluster;
  let client: RawClient;

  beforeAll(async () => {
    cluster = await EmbeddedCluster.start();
    client = await RawClient.connect(cluster.brokers[0]?.address ?? '');
    for (const [body, tag] of [
      ['one', 'TagA'],
      ['two', 'TagB'],
      ['three', 'TagA'],
      ['four', ''],
    ]) {
      await client.ask(sendRequest('Pulled', body ?? '', { i: tag === '' ? '' : `TAGS\u0001${tag}\u0002` }));
    }
  });
  afterAll(async () => {
    await client.close();
    await cluster.stop();
  });

  it.each([11, 361])('with code %i is answered with messages and the recorded header', async (code) => {
    const answer = await client.ask({ ...pullRequest('Pulled', 0, { maxMsgNums: '2' }), code });

    expect(answer).toMatchObject({ code: 0, remark: 'FOUND' });
    expect(Object.entries(answer.extFields ?? {})).toEqual([
      ['suggestWhichBrokerId', '0'],
      ['groupSysFlag', '0'],
      ['nextBeginOffset', '2'],
      ['maxOffset', '4'],
      ['minOffset', '0'],
      ['topicSysFlag', '0'],
    ]);
    expect(bodies(answer)).toEqual(['one', 'two']);
  });

  it.each([
    ['at the end', 'Pulled', 4, 19, 'OFFSET_OVERFLOW_ONE', '4'],
    ['beyond the end', 'Pulled', 5000, 21, 'OFFSET_OVERFLOW_BADLY', '4'],
    ['before the start', 'Pulled', -1, 21, 'OFFSET_TOO_SMALL', '0'],
    ['at the start of an empty queue', 'Empty', 0, 19, 'NO_MESSAGE_IN_QUEUE', '0'],
    ['elsewhere in an empty queue', 'Empty', 3, 21, 'NO_MESSAGE_IN_QUEUE', '0'],
  ])('%s is answered without messages', async (_where, topic, offset, code, remark, nextBeginOffset) => {
    cluster.createTopic('Empty');

    const answer = await client.ask(pullRequest(topic, offset));

    expect(answer).toMatchObject({ code, remark, extFields: { nextBeginOffset }, body: undefined });
  });

  it('returns what its tags ask for, and goes on behind the rest', async () => {
    const [a, both, none] = [
      await client.ask(pullRequest('Pulled', 0, { subscription: 'TagA' })),
      await client.ask(pullRequest('Pulled', 0, { subscription: 'TagA || TagB' })),
      await client.ask(pullRequest('Pulled', 0, { subscription: 'TagZ' })),
    ];

    expect(bodies(a)).toEqual(['one', 'three']);
    expect(a.extFields?.['nextBeginOffset']).toBe('4');
    expect(bodies(both)).toEqual(['one', 'two', 'three']);
    expect(none).toMatchObject({ code: 20, remark: 'NO_MATCHED_MESSAGE', extFields: { nextBeginOffset: '4' } });
  });

  it('returns everything when the subscription does not count', async () => {
    const [unset, sql] = [
      await client.ask(pullRequest('Pulled', 0, { subscription: 'TagA', sysFlag: '0' })),
      await client.ask(pullRequest('Pulled', 0, { subscription: 'a > ', expressionType: 'SQL92' })),
    ];

    expect([bodies(unset), bodies(sql)]).toEqual([
      Array(4).fill(expect.any(String)),
      Array(4).fill(expect.any(String)),
    ]);
  });

  it('waits for a message when it may', async () => {
    cluster.createTopic('Awaited');
    const answer = client.ask(pullRequest('Awaited', 0, SUSPEND));
    await client.ask({ code: 9999 });
    const held = cluster.stats().heldPulls;

    await client.ask(sendRequest('Awaited', 'wake up'));

    expect(held).toBe(1);
    expect(bodies(await answer)).toEqual(['wake up']);
    expect(cluster.stats().heldPulls).toBe(0);
  });

  it('goes on waiting when the message is not for it', async () => {
    cluster.createTopic('Filtered');
    const answer = client.ask(pullRequest('Filtered', 0, { ...SUSPEND, subscription: 'TagB' }));

    await client.ask(sendRequest('Filtered', 'no', { i: 'TAGS\u0001TagA\u0002' }));
    await client.ask(sendRequest('Filtered', 'yes', { i: 'TAGS\u0001TagB\u0002' }));

    expect(bodies(await answer)).toEqual(['yes']);
  });

  it('ends its wait without a message when the time is over', async () => {
    const answer = await client.ask(pullRequest('Pulled', 4, { ...SUSPEND, suspendTimeoutMillis: '20' }));

    expect(answer).toMatchObject({ code: 19, remark: 'OFFSET_OVERFLOW_ONE' });
  });

  it('is forgotten with its connection', async () => {
    const leaving = await RawClient.connect(cluster.brokers[0]?.address ?? '');
    leaving.write(pullRequest('Pulled', 4, SUSPEND));
    await leaving.ask({ code: 9999 });
    const held = cluster.stats().heldPulls;

    await leaving.close();
    while (cluster.connections() > 1) await client.ask({ code: 9999 });

    expect([held, cluster.stats().heldPulls]).toEqual([1, 0]);
  });

  it('commits the offset that it carries', async () => {
    await client.ask(pullRequest('Pulled', 0, { consumerGroup: 'Committing', sysFlag: '5', commitOffset: '3' }));

    const extFields = { consumerGroup: 'Committing', topic: 'Pulled', queueId: '0' };
    expect(await client.ask({ code: 14, extFields })).toMatchObject({ code: 0, extFields: { offset: '3' } });
  });

  it('is refused in the recorded words', async () => {
    cluster.createTopic('WriteOnly', { perm: 2 });

    const [forbidden, queue, topic] = [
      await client.ask(pullRequest('WriteOnly', 0)),
      await client.ask(pullRequest('Pulled', 0, { queueId: '9' })),
      await client.ask(pullRequest('Nowhere', 0)),
    ];

    expect(forbidden).toMatchObject({
      code: 16,
      remark: 'the topic[WriteOnly] pulling message is forbidden',
      extFields: { forbiddenType: '3' },
    });
    expect(queue).toMatchObject({
      code: 29,
      remark: `queueId[9] is illegal, topic:[Pulled] topicConfig.readQueueNums:[4] consumer:[/${client.address}]`,
    });
    expect(topic).toMatchObject({ code: 17, remark: expect.stringContaining('topic[Nowhere] not exist') });
  });
});
