import { describe, expect, it } from '@jest/globals';
import { offsetMessageId } from '../../../../lib/client/message/offset-message-id.js';

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
