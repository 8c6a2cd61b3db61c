import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyText } from '../../lib/client/protocol/remoting-command.js';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { RawClient } from './raw-client.js';

describe('the embedded name server', () => {
  let cluster: EmbeddedCluster;
  let client: RawClient;

  beforeAll(async () => {
    cluster = await EmbeddedCluster.start({ brokers: 2 });
    client = await RawClient.connect(cluster.nameServer);
  });
  afterAll(async () => {
    await client.close();
    await cluster.stop();
  });

  const route = (topic: string, version = 475, fields = {}) =>
    client.ask({ code: 105, version, extFields: { topic, ...fields } });
  const routeText = (dialect: '"' | '', names: readonly string[], queues: number, perm: number) => {
    const brokers = cluster.brokers.filter(({ name }) => names.includes(name));
    const datas = brokers.map(({ name, address }) => {
      const addresses = `{${dialect}0${dialect}:"${address}"}`;
      return `{"brokerAddrs":${addresses},"brokerName":"${name}","cluster":"DefaultCluster","enableActingMaster":false}`;
    });
    const numbers = `"perm":${perm},"readQueueNums":${queues},"topicSysFlag":0,"writeQueueNums":${queues}`;
    const queueDatas = names.map((name) => `{"brokerName":"${name}",${numbers}}`);
    return `{"brokerDatas":[${datas.join()}],"filterServerTable":{},"queueDatas":[${queueDatas.join()}]}`;
  };

  it('answers the route of a topic in the recorded form', async () => {
    cluster.createTopic('Routed', { queues: 3, brokers: ['broker-b'] });

    const answer = await route('Routed');

    expect(answer).toMatchObject({ code: 0, flag: 1, language: 'JAVA', version: 513, remark: undefined });
    expect(answer.extFields).toBeUndefined();
    expect(bodyText(answer)).toBe(routeText('"', ['broker-b'], 3, 6));
  });

  it('answers with bare keys below version 401, unless standard JSON is asked for', async () => {
    cluster.createTopic('Old', { queues: 4, perm: 4 });

    const [old, asked] = [await route('Old', 317), await route('Old', 317, { acceptStandardJsonOnly: 'true' })];

    expect(bodyText(old)).toBe(routeText('', ['broker-a', 'broker-b'], 4, 4));
    expect(bodyText(asked)).toBe(routeText('"', ['broker-a', 'broker-b'], 4, 4));
  });

  it('answers 17 with the recorded remark for a topic that nobody has', async () => {
    const answer = await route('VecMissing');

    expect(answer.code).toBe(17);
    expect(answer.remark).toBe(
      'No topic route info in name server for the topic: VecMissing\n' +
        'See https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.',
    );
  });

  it('knows the template topic when brokers create topics', async () => {
    expect(bodyText(await route('TBW102'))).toBe(routeText('"', ['broker-a', 'broker-b'], 8, 7));
  });

  it('does not know the template topic when brokers create none', async () => {
    await using strict = await EmbeddedCluster.start({ autoCreateTopics: false });
    const asking = await RawClient.connect(strict.nameServer);

    const answer = await asking.ask({ code: 105, extFields: { topic: 'TBW102' } });
    await asking.close();

    expect(answer.code).toBe(17);
  });

  it('forgets a route and knows it again', async () => {
    cluster.createTopic('Gone');
    cluster.removeRoute('Gone');
    const removed = await route('Gone');
    cluster.restoreRoute('Gone');

    expect([removed.code, (await route('Gone')).code]).toEqual([17, 0]);
  });

  it('lists the brokers of the cluster, always with bare keys', async () => {
    const [a, b] = cluster.brokers;

    const answer = await client.ask({ code: 106 });

    expect(bodyText(answer)).toBe(
      `{"brokerAddrTable":{"broker-a":{"brokerAddrs":{0:"${a?.address}"},"brokerName":"broker-a","cluster":"DefaultCluster",` +
        `"enableActingMaster":false},"broker-b":{"brokerAddrs":{0:"${b?.address}"},"brokerName":"broker-b",` +
        '"cluster":"DefaultCluster","enableActingMaster":false}},"clusterAddrTable":{"DefaultCluster":["broker-a","broker-b"]}}',
    );
  });

  it('answers 3 to codes that it does not serve', async () => {
    const [unknown, sent] = [await client.ask({ code: 9999 }), await client.ask({ code: 310, body: 'x' })];

    expect(unknown).toMatchObject({ code: 3, remark: ' request type 9999 not supported' });
    expect(sent).toMatchObject({ code: 3, remark: ' request type 310 not supported' });
  });
});
