import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyText } from '../../lib/client/protocol/remoting-command.js';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { pullRequest, RawClient, type RawRequest, sendRequest } from './raw-client.js';

function heartbeat(clientID: string, group: string): RawRequest {
  const body = JSON.stringify({ clientID, consumerDataSet: [{ groupName: group }], producerDataSet: [] });
  return { code: 34, extFields: {}, body };
}

describe('offsets and clients of the embedded broker', () => {
  let cluster: EmbeddedCluster;
  let client: RawClient;

  beforeAll(async () => {
    cluster = await EmbeddedCluster.start();
    client = await RawClient.connect(cluster.brokers[0]?.address ?? '');
    for (const body of ['one', 'two', 'three', 'four']) await client.ask(sendRequest('Offsets', body));
    await client.ask(pullRequest('Offsets', 0));
  });
  afterAll(async () => {
    await client.close();
    await cluster.stop();
  });

  const ask = (code: number, fields: Record<string, string> = {}) =>
    client.ask({ code, extFields: { topic: 'Offsets', queueId: '0', consumerGroup: 'CG', ...fields } });

  it('answers the ends of a queue', async () => {
    expect(await ask(30)).toMatchObject({ code: 0, extFields: { offset: '4' }, remark: undefined });
    expect(await ask(31)).toMatchObject({ code: 0, extFields: { offset: '0' }, remark: '' });
    expect(await ask(30, { queueId: '77' })).toMatchObject({ code: 0, extFields: { offset: '0' } });
  });

  it('answers when the oldest message was stored', async () => {
    const [first] = cluster.messages('Offsets');

    expect(await ask(32)).toMatchObject({ code: 0, extFields: { timestamp: String(first?.storeTimestamp) } });
    expect(await ask(32, { queueId: '1' })).toMatchObject({ code: 0, extFields: { timestamp: '-1' } });
  });

  it('finds the first message stored at a time or later', async () => {
    expect(await ask(29, { timestamp: '1700000000000' })).toMatchObject({ code: 0, extFields: { offset: '0' } });
    expect(await ask(29, { timestamp: '9999999999999' })).toMatchObject({ code: 0, extFields: { offset: '4' } });
  });

  it('finds the lowest offset of those that were stored at that very time', async () => {
    const stored = cluster.messages('Offsets');
    const times = stored.map(({ storeTimestamp }) => storeTimestamp);

    const answers = await Promise.all(times.map((time) => ask(29, { timestamp: String(time) })));

    expect(answers.map(({ extFields }) => extFields?.['offset'])).toEqual(
      times.map((time) => String(times.indexOf(time))),
    );
  });

  it('lets a new group start at 0, or says that it has no offset', async () => {
    const found = await ask(14, { consumerGroup: 'New' });
    const strict = await ask(14, { consumerGroup: 'New', setZeroIfNotFound: 'false' });
    const empty = await ask(14, { consumerGroup: 'New', queueId: '3' });

    expect(found).toMatchObject({ code: 0, extFields: { offset: '0' } });
    expect(strict).toMatchObject({
      code: 22,
      remark: 'Not found, do not set to zero, maybe this group boot first',
      extFields: {},
    });
    expect(empty).toMatchObject({
      code: 22,
      remark: 'Not found, V3_0_6_SNAPSHOT maybe this group consumer boot first',
    });
  });

  it('keeps the offset that a group commits', async () => {
    const committed = await ask(15, { commitOffset: '3' });

    expect(committed).toMatchObject({ code: 0, extFields: {} });
    expect(await ask(14)).toMatchObject({ code: 0, extFields: { offset: '3' } });
  });

  it('refuses offsets of unknown topics and groups', async () => {
    expect(await ask(15, { topic: 'VecNope', commitOffset: '3' })).toMatchObject({
      code: 17,
      remark: 'Topic VecNope not exist!',
      extFields: {},
    });
    expect((await ask(15, { consumerGroup: 'Nobody', commitOffset: '3' })).code).toBe(26);
  });

  it('answers heartbeats and sign-offs as recorded', async () => {
    const producerDataSet = [{ groupName: 'CLIENT_INNER_PRODUCER' }];
    const body = JSON.stringify({ clientID: '127.0.0.1@vec3', consumerDataSet: [], producerDataSet });

    const beat = await client.ask({ code: 34, extFields: {}, body });
    const left = await client.ask({ code: 35, extFields: { producerGroup: 'PG', clientID: '127.0.0.1@vec3' } });

    expect(beat).toMatchObject({ code: 0, version: 513 });
    expect(Object.entries(beat.extFields ?? {})).toEqual([
      ['IS_SUPPORT_HEART_BEAT_V2', 'true'],
      ['IS_SUB_CHANGE', 'true'],
    ]);
    expect(left).toMatchObject({ code: 0, extFields: {} });
  });

  it('fails a heartbeat without a client id with code 1', async () => {
    expect((await client.ask({ code: 34, extFields: {}, body: '{}' })).code).toBe(1);
  });

  it('lists the members of a group until they sign off or disconnect', async () => {
    const members = async () => {
      const answer = await client.ask({ code: 38, extFields: { consumerGroup: 'Members' } });
      return [answer.code, answer.remark, bodyText(answer)];
    };
    const other = await RawClient.connect(cluster.brokers[0]?.address ?? '');
    await client.ask(heartbeat('one', 'Members'));
    await other.ask(heartbeat('two', 'Members'));

    const both = await members();
    await other.close();
    while (cluster.connections() > 1) await client.ask({ code: 9999 });
    const one = await members();
    await client.ask({ code: 35, extFields: { consumerGroup: 'Members', clientID: 'one' } });
    const none = await members();

    expect(both).toEqual([0, undefined, '{"consumerIdList":["one","two"]}']);
    expect(one).toEqual([0, undefined, '{"consumerIdList":["one"]}']);
    expect(none).toEqual([1, 'no consumer for this group, Members', '']);
  });

  it('creates the retry topic of a group with its first member', async () => {
    await client.ask(heartbeat('one', 'Retrying'));
    const nameServer = await RawClient.connect(cluster.nameServer);

    const answer = await nameServer.ask({ code: 105, extFields: { topic: '%RETRY%Retrying' } });
    await nameServer.close();

    expect(bodyText(answer)).toContain('"perm":6,"readQueueNums":1');
  });

  it('answers 3 to codes that it does not serve', async () => {
    expect(await ask(200_050)).toMatchObject({ code: 3, remark: ' request type 200050 not supported' });
  });
});
