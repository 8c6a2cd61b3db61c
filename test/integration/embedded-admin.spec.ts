import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyText } from '../../lib/client/protocol/remoting-command.js';
import { decodeStoredMessages } from '../../lib/client/message/stored-message-codec.js';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { RawClient, sendRequest } from './raw-client.js';

const NEW_TOPIC = {
  topic: 'Made',
  defaultTopic: 'TBW102',
  readQueueNums: '3',
  writeQueueNums: '2',
  perm: '6',
  topicFilterType: 'SINGLE_TAG',
  topicSysFlag: '0',
  order: 'false',
};

/** The bodies of the messages in an answer, as text. */
function bodies(body: Uint8Array | undefined): string[] {
  return decodeStoredMessages(body ?? Buffer.alloc(0), 1000).map((message) => Buffer.from(message.body).toString());
}

describe('admin requests of the embedded broker', () => {
  let cluster: EmbeddedCluster;
  let client: RawClient;

  beforeAll(async () => {
    cluster = await EmbeddedCluster.start();
    client = await RawClient.connect(cluster.brokers[0]?.address ?? '');
    for (const number of ['1', '2', '3']) {
      const properties = `KEYS\u0001shared key-${number}\u0002UNIQ_KEY\u0001UNIQUE-${number}`;
      await client.ask(sendRequest('Keyed', `body-${number}`, { i: properties, e: String(Number(number) % 2) }));
    }
  });
  afterAll(async () => {
    await client.close();
    await cluster.stop();
  });

  const create = (fields: Record<string, string> = {}) =>
    client.ask({ code: 17, extFields: { ...NEW_TOPIC, ...fields } });
  const query = (key: string, fields: Record<string, string> = {}) => {
    const range = { maxNum: '32', beginTimestamp: '0', endTimestamp: '9223372036854775807' };
    return client.ask({ code: 12, extFields: { topic: 'Keyed', key, ...range, ...fields } });
  };

  describe('UPDATE_AND_CREATE_TOPIC', () => {
    it('makes a topic that the name server knows at once, and changes it', async () => {
      const nameServer = await RawClient.connect(cluster.nameServer);
      const route = async () => bodyText(await nameServer.ask({ code: 105, extFields: { topic: 'Made' } }));

      const made = await create();
      const madeRoute = await route();
      const changed = await create({ writeQueueNums: '5', perm: '4', topicSysFlag: '1' });
      const changedRoute = await route();
      await nameServer.close();

      expect([made, changed]).toEqual([
        expect.objectContaining({ code: 0, remark: 'not set any response code', extFields: undefined }),
        expect.objectContaining({ code: 0 }),
      ]);
      expect(madeRoute).toContain('"perm":6,"readQueueNums":3,"topicSysFlag":0,"writeQueueNums":2');
      expect(changedRoute).toContain('"perm":4,"readQueueNums":3,"topicSysFlag":1,"writeQueueNums":5');
    });

    it.each([
      [{ topic: ' ' }, 29, 'The specified topic is blank.'],
      [{ topic: 'a b' }, 29, 'The specified topic: a b, contains illegal characters, allowing only ^[%|a-zA-Z0-9_-]+$'],
      [{ topic: 'BenchmarkTest' }, 29, 'The topic[BenchmarkTest] is conflict with system topic.'],
      [{ topic: 'rmq_sys_x' }, 29, 'The topic[rmq_sys_x] is conflict with system topic.'],
      [{ topic: 'Mixed', attributes: '+message.type=MIXED' }, 29, 'MIXED message type is not supported.'],
      [{ topic: 'Odd', attributes: '+colour=red' }, 1, 'unsupported key: colour'],
    ])('refuses %j', async (fields, code, remark) => {
      expect(await create(fields)).toMatchObject({ code, remark });
    });
  });

  describe('QUERY_MESSAGE', () => {
    it('finds the messages with a key, in the order in which they were stored', async () => {
      const answer = await query('shared');

      const last = cluster.messages('Keyed').at(-1);
      expect(bodies(answer.body)).toEqual(['body-1', 'body-2', 'body-3']);
      expect(answer).toMatchObject({
        code: 0,
        extFields: {
          indexLastUpdatePhyoffset: String(last?.commitLogOffset),
          indexLastUpdateTimestamp: String(last?.storeTimestamp),
        },
      });
    });

    it('finds a message by its UNIQ_KEY, and no more than the newest that were asked for', async () => {
      const byUniqueKey = await query('UNIQUE-2', { _UNIQUE_KEY_QUERY: 'true', maxNum: '0' });
      const newest = await query('shared', { maxNum: '2' });

      expect(bodies(byUniqueKey.body)).toEqual(['body-2']);
      expect(bodies(newest.body)).toEqual(['body-2', 'body-3']);
    });

    it.each([
      ['key', {}],
      ['shared', { topic: 'Other' }],
      ['shared', { endTimestamp: '1' }],
      ['shared', { beginTimestamp: '9999999999999' }],
    ])('says of %s %j that there is none', async (key, fields) => {
      expect(await query(key, fields)).toMatchObject({
        code: 22,
        remark: 'can not find message, maybe time range not correct',
        extFields: { indexLastUpdatePhyoffset: '0', indexLastUpdateTimestamp: '0' },
        body: undefined,
      });
    });
  });

  describe('VIEW_MESSAGE_BY_ID', () => {
    it('finds the message that begins at an offset of the commit log', async () => {
      const offsets = cluster.messages('Keyed').map(({ commitLogOffset }) => commitLogOffset);

      const answers = await Promise.all(
        offsets.map((offset) => client.ask({ code: 33, extFields: { offset: String(offset) } })),
      );

      expect(answers.map(({ code }) => code)).toEqual([0, 0, 0]);
      expect(answers.flatMap(({ body }) => bodies(body))).toEqual(['body-1', 'body-2', 'body-3']);
    });

    it.each(['1', '99999999'])('says that nothing begins at %s', async (offset) => {
      expect(await client.ask({ code: 33, extFields: { offset } })).toMatchObject({
        code: 1,
        remark: `can not find message by the offset, ${offset}`,
      });
    });
  });
});
