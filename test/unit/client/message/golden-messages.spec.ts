/**
 * The stored messages and the property string of wire protocol section 14.
 */
import { describe, expect, it } from '@jest/globals';
import { decodeProperties, encodeProperties } from '../../../../lib/client/message/message-properties.js';
import { decodeStoredMessages } from '../../../../lib/client/message/stored-message-codec.js';
import * as golden from '../../../fixtures/golden-vectors.js';

const MESSAGE = {
  topic: 'TopicTest',
  body: Buffer.from('hello'),
  tags: 'TagA',
  keys: ['k1'],
  properties: { TAGS: 'TagA', KEYS: 'k1', UNIQ_KEY: golden.UNIQ_KEY },
  flag: 0,
  msgId: golden.UNIQ_KEY,
  offsetMsgId: '7F00000100002A9F0000000000000400',
  queueId: 2,
  queueOffset: 7,
  commitLogOffset: 1024,
  sysFlag: 0,
  bornTimestamp: 1_700_000_000_000,
  bornHost: '10.0.0.9:50000',
  storeTimestamp: 1_700_000_000_005,
  storeHost: '127.0.0.1:10911',
  reconsumeTimes: 0,
  preparedTransactionOffset: 0,
  bodyCrc: 0x3610_a686,
};

describe('golden messages', () => {
  it('D: a stored message decodes', () => {
    const messages = decodeStoredMessages(golden.STORED_MESSAGE_V1, 100);

    expect(messages).toEqual([MESSAGE]);
  });

  it('D: a stored message with a 16-bit topic length decodes to the same', () => {
    const messages = decodeStoredMessages(golden.STORED_MESSAGE_V2, 100);

    expect(messages).toEqual([MESSAGE]);
  });

  it('Z: a stored message with a zlib body decodes decompressed, its compressed bit cleared', () => {
    const messages = decodeStoredMessages(golden.STORED_MESSAGE_ZLIB, 100);

    expect(messages).toEqual([
      { ...MESSAGE, body: Buffer.from('hello'.repeat(20)), sysFlag: 0x300, bodyCrc: 0x5039_fe03 },
    ]);
  });

  it('D, D and Z back to back decode one after the other', () => {
    const bytes = Buffer.concat([golden.STORED_MESSAGE_V1, golden.STORED_MESSAGE_V2, golden.STORED_MESSAGE_ZLIB]);

    const messages = decodeStoredMessages(bytes, 100);

    expect(messages.map(({ body }) => body.length)).toEqual([5, 5, 100]);
  });

  it('H: a property string is written byte for byte, and read without its empty pair', () => {
    const entries = [
      ['KEYS', 'k1 k2'],
      ['E', ''],
      ['TAGS', 'TagA'],
    ] as const;

    const text = encodeProperties(entries);

    expect(Buffer.from(text, 'utf8').toString('hex')).toBe(golden.PROPERTY_STRING.toString('hex'));
    expect(decodeProperties(text)).toEqual({ KEYS: 'k1 k2', TAGS: 'TagA' });
  });
});
