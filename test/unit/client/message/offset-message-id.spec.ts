import { describe, expect, it } from '@jest/globals';
import { offsetMessageId, parseOffsetMessageId } from '../../../../lib/client/message/offset-message-id.js';

describe('offsetMessageId', () => {
  it('is address, port and offset in 32 upper-case hex digits', () => {
    const id = offsetMessageId(Buffer.from([127, 0, 0, 1, 0, 0, 42, 159]), 0xabc_def0_1234);

    expect(id).toBe('7F00000100002A9F00000ABCDEF01234');
  });

  it('has 56 digits for an IPv6 address', () => {
    const id = offsetMessageId(Buffer.alloc(20, 0xfe), 0);

    expect(id).toBe('FE'.repeat(20) + '0'.repeat(16));
  });

  it('takes a plain Uint8Array', () => {
    const id = offsetMessageId(new Uint8Array(8), Number.MAX_SAFE_INTEGER);

    expect(id).toBe('0000000000000000001FFFFFFFFFFFFF');
  });
});

describe('parseOffsetMessageId', () => {
  it.each([
    [Buffer.from([127, 0, 0, 1, 0, 0, 42, 159]), '127.0.0.1:10911'],
    [Buffer.from([...Buffer.alloc(15), 1, 0, 0, 42, 159]), '[0:0:0:0:0:0:0:1]:10911'],
  ])('reads back where the message is, in either case', (host, storeHost) => {
    const id = offsetMessageId(host, 0xabc_def0_1234);

    const parsed = [parseOffsetMessageId(id), parseOffsetMessageId(id.toLowerCase())];

    expect(parsed).toEqual([
      { storeHost, commitLogOffset: 0xabc_def0_1234 },
      { storeHost, commitLogOffset: 0xabc_def0_1234 },
    ]);
  });

  it.each([
    ['', 'nothing'],
    ['order-1', 'a key'],
    ['7F0000010BAD18B4AAC20011E30D0000', 'a UNIQ_KEY: its port is none'],
    ['7F000001000000000000000000000000', 'port 0'],
    ['7F00000100002A9F0020000000000000', 'an offset of 2^53'],
    ['7F00000100002A9FFFFFFFFFFFFFFFFF', 'an offset below 0'],
    ['7F00000100002A9F000000000000000G', 'other than hex digits'],
    ['7F00000100002A9F000000000000000', 'a digit too few'],
  ])('takes %s for no offset id: %s', (id) => {
    expect(parseOffsetMessageId(id)).toBeUndefined();
  });
});
