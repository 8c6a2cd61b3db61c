import { describe, expect, it } from '@jest/globals';
import { decodeStoredMessages } from '../../../lib/client/message/stored-message-codec.js';
import { hostAddress } from '../../../lib/embedded/host-address.js';
import { encodeStoredMessage, storedProperties } from '../../../lib/embedded/stored-message-encoder.js';

/** Wire protocol section 14, vector D: decoded by the real 5.3.3 classes. */
const VECTOR_D =
  '000000a5daa320a73610a686000000020000000000000000000000070000000000000400000000000000018bcfe568000a0000090000c3500000018b' +
  'cfe568057f00000100002a9f0000000000000000000000000000000568656c6c6f09546f70696354657374003c544147530154616741024b455953' +
  '016b3102554e49515f4b455901374630303030303131304134313842344141433230303131453330443030303002';

const message = {
  topic: 'TopicTest',
  queueId: 2,
  flag: 0,
  sysFlag: 0,
  bornTimestamp: 1_700_000_000_000,
  bornHost: hostAddress('10.0.0.9', 50_000),
  reconsumeTimes: 0,
  body: Buffer.from('hello'),
  properties: 'TAGS\u0001TagA\u0002KEYS\u0001k1\u0002UNIQ_KEY\u00017F00000110A418B4AAC20011E30D0000\u0002',
};
const place = {
  queueOffset: 7,
  commitLogOffset: 1024,
  storeTimestamp: 1_700_000_000_005,
  storeHost: hostAddress('127.0.0.1', 10_911),
};

describe('encodeStoredMessage', () => {
  it('writes what the Java classes decode', () => {
    expect(encodeStoredMessage(message, place).toString('hex')).toBe(VECTOR_D);
  });

  it('writes what this package decodes, IPv6 hosts and text beyond ASCII included', () => {
    const stored = encodeStoredMessage(
      {
        ...message,
        flag: -5,
        reconsumeTimes: 3,
        bornHost: hostAddress('2001:db8::1', 50_000),
        body: Buffer.from('杭州🚀'),
        properties: 'TAGS\u0001标签\u0002城市\u0001杭州🚀\u0002',
      },
      { ...place, storeHost: hostAddress('::1', 10_911) },
    );

    const [decoded] = decodeStoredMessages(stored, 1024);

    expect(decoded).toMatchObject({
      topic: 'TopicTest',
      body: Buffer.from('杭州🚀'),
      tags: '标签',
      properties: { 城市: '杭州🚀' },
      flag: -5,
      reconsumeTimes: 3,
      queueOffset: 7,
      commitLogOffset: 1024,
      bornHost: '[2001:db8:0:0:0:0:0:1]:50000',
      storeHost: '[0:0:0:0:0:0:0:1]:10911',
      sysFlag: 0x30,
    });
  });

  it('takes as many bytes as a recorded 5.5.0 message of the same content', () => {
    const stored = encodeStoredMessage(
      {
        ...message,
        topic: 'VecTopic',
        body: Buffer.from('hello 0'),
        properties:
          'UNIQ_KEY\u00017F0000011F9E5FFD2B27702220BC0000\u0002WAIT\u0001true\u0002MSG_REGION\u0001DefaultRegion\u0002' +
          'TRACE_ON\u0001true\u0002CLUSTER\u0001DefaultCluster\u0002',
      },
      place,
    );

    expect(stored.length).toBe(220);
  });
});

describe('storedProperties', () => {
  it.each(['10.0.0.9', '2001:db8::1'])('reads back the property string, hosts like %s', (ip) => {
    const host = hostAddress(ip, 50_000);

    const stored = encodeStoredMessage({ ...message, bornHost: host }, { ...place, storeHost: host });

    expect(storedProperties(stored)).toBe(message.properties);
  });
});
