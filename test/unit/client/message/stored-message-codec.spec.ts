import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { decodeStoredMessages } from '../../../../lib/client/message/stored-message-codec.js';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';
import { bytesOf } from '../../../fixtures/commands.js';
import { MAGIC_V2, storedMessage, type StoredParts } from '../../../fixtures/messages.js';

const MAX_BODY_BYTES = 1000;
const BORN_HOST_V6 = 0x10;
const STORE_HOST_V6 = 0x20;
const V6_HOST = Buffer.concat([Buffer.from('20010db8000000000000000000000001', 'hex'), bytesOf([10_911, 4])]);

function decodeOne(parts: Partial<StoredParts> = {}): ReturnType<typeof decodeStoredMessages>[number] {
  const [message] = decodeStoredMessages(storedMessage(parts), MAX_BODY_BYTES);
  if (message === undefined) throw new Error('no message came out');
  return message;
}

describe('decodeStoredMessages', () => {
  it('reads no message from no bytes', () => {
    const messages = decodeStoredMessages(Buffer.alloc(0), MAX_BODY_BYTES);

    expect(messages).toEqual([]);
  });

  it('reads messages back to back', () => {
    const bytes = Buffer.concat([1, 2, 3].map((queueOffset) => storedMessage({ queueOffset })));

    const messages = decodeStoredMessages(bytes, MAX_BODY_BYTES);

    expect(messages.map(({ queueOffset }) => queueOffset)).toEqual([1, 2, 3]);
  });

  it('reads numbers to their limits', () => {
    const message = decodeOne({
      flag: -1,
      queueOffset: Number.MAX_SAFE_INTEGER,
      reconsumeTimes: 16,
      bodyCrc: 0x7fff_ffff,
    });

    expect(message).toMatchObject({
      flag: -1,
      queueOffset: Number.MAX_SAFE_INTEGER,
      reconsumeTimes: 16,
      bodyCrc: 0x7fff_ffff,
    });
  });

  it.each([
    ['neither host', 0, '10.0.0.9:50000', '127.0.0.1:10911', 32],
    ['the born host', BORN_HOST_V6, '[2001:db8:0:0:0:0:0:1]:10911', '127.0.0.1:10911', 32],
    ['the store host', STORE_HOST_V6, '10.0.0.9:50000', '[2001:db8:0:0:0:0:0:1]:10911', 56],
    ['both hosts', BORN_HOST_V6 | STORE_HOST_V6, '[2001:db8:0:0:0:0:0:1]:10911', '[2001:db8:0:0:0:0:0:1]:10911', 56],
  ])('reads IPv6 addresses of %s', (_which, sysFlag, bornHost, storeHost, idLength) => {
    const message = decodeOne({
      sysFlag,
      ...((sysFlag & BORN_HOST_V6) === 0 ? {} : { bornHost: V6_HOST }),
      ...((sysFlag & STORE_HOST_V6) === 0 ? {} : { storeHost: V6_HOST }),
    });

    expect(message).toMatchObject({ bornHost, storeHost, topic: 'TopicTest' });
    expect(message.offsetMsgId).toHaveLength(idLength);
  });

  it.each([
    ['of 200 bytes with an 8-bit length', 't'.repeat(200), {}],
    ['of 300 bytes with a 16-bit length', 't'.repeat(300), { magic: MAGIC_V2 }],
  ])('reads a topic %s', (_what, topic, parts) => {
    const message = decodeOne({ topic, ...parts });

    expect(message.topic).toBe(topic);
  });

  it('splits keys at blanks and reads tags', () => {
    const message = decodeOne({ properties: 'KEYS\u0001k1 k2\u0002TAGS\u0001T\u0002city\u0001北京\u0002' });

    expect(message).toMatchObject({ keys: ['k1', 'k2'], tags: 'T', properties: { city: '北京' } });
  });

  it("takes the producer's id as message id, and the broker's if there is none", () => {
    const messages = [decodeOne({ properties: 'UNIQ_KEY\u0001ID\u0002' }), decodeOne()];

    expect(messages.map(({ msgId }) => msgId)).toEqual(['ID', '7F00000100002A9F0000000000000400']);
    expect(messages.map(({ offsetMsgId }) => offsetMsgId)).toEqual(Array.from(messages, () => messages[1]?.msgId));
  });

  it.each([
    ['zlib', 0x301, 0x300],
    ['zlib without its type, as old producers write it', 0x1, 0],
  ])('decompresses %s and clears the bit', (_what, sysFlag, expected) => {
    const message = decodeOne({ sysFlag, body: deflateSync(Buffer.from('hello')) });

    expect(Buffer.from(message.body).toString()).toBe('hello');
    expect(message.sysFlag).toBe(expected);
  });

  it.each([
    ['LZ4', 0x101],
    ['ZSTD', 0x201],
  ])('hands out %s as stored, with the bit set', (_what, sysFlag) => {
    const message = decodeOne({ sysFlag, body: Buffer.from('packed') });

    expect(Buffer.from(message.body).toString()).toBe('packed');
    expect(message.sysFlag).toBe(sysFlag);
  });

  it.each([
    [
      'a zlib body that grows beyond the limit',
      { sysFlag: 0x301, body: deflateSync(Buffer.alloc(MAX_BODY_BYTES + 1)) },
    ],
    ['a zlib body that is none', { sysFlag: 0x301, body: Buffer.from('hello') }],
  ])('refuses %s and keeps the cause', (_what, parts) => {
    const error = rocketMQErrorOf(() => decodeOne(parts));

    expect(error).toMatchObject({
      code: 'FRAME_MALFORMED',
      message: 'the zlib body of a stored message does not decompress to at most 1000 bytes',
    });
    expect(error.cause).toMatchObject({ code: expect.stringMatching(/^(ERR_BUFFER_TOO_LARGE|Z_DATA_ERROR)$/) });
  });

  it.each([
    ['an unknown magic code', storedMessage({ magic: 5 }), 'a stored message has the unknown magic code 5'],
    ['the padding at the end of a file', storedMessage({ magic: -875_286_124 }), 'the unknown magic code -875286124'],
    ['a size beyond the end', storedMessage().subarray(0, -1), 'stored message: '],
    ['a size of 0', bytesOf([0, 4], [0, 4]), 'stored message: -4 bytes announced'],
    ['a negative size', bytesOf([-1, 4], [0, 4]), 'stored message: -5 bytes announced'],
    ['half a size', Buffer.alloc(3), 'stored message: 4 bytes announced'],
    ['a size without content', bytesOf([4, 4]), 'stored message: 4 bytes announced'],
    ['an offset above 2^53', storedMessage({ queueOffset: 2 ** 60 }), 'exceeds 2^53'],
  ])('refuses %s', (_what, bytes, message) => {
    const error = rocketMQErrorOf(() => decodeStoredMessages(bytes, MAX_BODY_BYTES));

    expect(error.code).toBe('FRAME_MALFORMED');
    expect(error.message).toContain(message);
  });

  it('refuses a message cut anywhere inside', () => {
    const whole = storedMessage({ properties: 'TAGS\u0001T\u0002' });
    const cut = Array.from({ length: whole.length - 8 }, (_, index) => {
      const length = 8 + index;
      return bytesOf([length, 4], whole.subarray(4, length));
    });

    const codes = cut.map((bytes) => rocketMQErrorOf(() => decodeStoredMessages(bytes, MAX_BODY_BYTES)).code);

    expect(codes.length).toBeGreaterThan(100);
    expect(new Set(codes)).toEqual(new Set(['FRAME_MALFORMED']));
  });

  it('hands out views of the bytes it got, not copies', () => {
    const bytes = storedMessage();

    const [message] = decodeStoredMessages(bytes, MAX_BODY_BYTES);

    expect(message?.body.buffer).toBe(bytes.buffer);
  });
});
