import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { RawClient, sendRequest } from './raw-client.js';

const entry = (body: string, properties: string, flag = 0) => {
  const bytes = Buffer.alloc(22 + body.length + properties.length);
  bytes.writeInt32BE(bytes.length, 0);
  bytes.writeInt32BE(flag, 12);
  bytes.writeInt32BE(body.length, 16);
  bytes.write(body, 20);
  bytes.writeInt16BE(properties.length, 20 + body.length);
  bytes.write(properties, 22 + body.length);
  return bytes;
};

describe('a batch sent to the embedded broker', () => {
  let cluster: EmbeddedCluster;
  let client: RawClient;

  beforeAll(async () => {
    cluster = await EmbeddedCluster.start();
    client = await RawClient.connect(cluster.brokers[0]?.address ?? '');
  });
  afterAll(async () => {
    await client.close();
    await cluster.stop();
  });

  const body = Buffer.concat([
    entry('m1', 'UNIQ_KEY\u0001ID1\u0002TAGS\u0001A\u0002'),
    entry('m22', 'UNIQ_KEY\u0001ID2\u0002', 9),
  ]);

  it('is stored entry by entry, each with its own properties only', async () => {
    const extFields = {
      ...sendRequest('Batch', '').extFields,
      i: 'UNIQ_KEY\u0001BATCH\u0002WAIT\u0001true\u0002',
      m: 'true',
    };

    const answer = await client.ask({ code: 320, extFields, body });

    const messages = cluster.messages('Batch');
    expect(messages).toMatchObject([
      { body: Buffer.from('m1'), flag: 0, queueOffset: 0, msgId: 'ID1' },
      { body: Buffer.from('m22'), flag: 9, queueOffset: 1, msgId: 'ID2' },
    ]);
    expect(messages.map(({ properties }) => properties)).toEqual([{ UNIQ_KEY: 'ID1', TAGS: 'A' }, { UNIQ_KEY: 'ID2' }]);
    expect(Object.entries(answer.extFields ?? {})).toEqual([
      ['queueId', '0'],
      ['transactionId', 'BATCH'],
      ['msgId', messages.map(({ offsetMsgId }) => offsetMsgId).join(',')],
      ['TRACE_ON', 'true'],
      ['MSG_REGION', 'DefaultRegion'],
      ['queueOffset', '0'],
    ]);
  });

  it('is one opaque message without the batch flag, whatever its code', async () => {
    const { extFields = {} } = sendRequest('Opaque', '');

    await client.ask({ code: 320, extFields, body });

    expect(cluster.messages('Opaque')).toMatchObject([{ body }]);
  });
});
