import { describe, expect, it } from '@jest/globals';
import { FrameError } from '../../../lib/client/errors/transport-errors.js';
import { decodeBatchEntries } from '../../../lib/embedded/batch-entries.js';

/** Wire protocol section 14, vector E: `m1` with TAGS=A, then `m22` without properties. */
const VECTOR_E =
  '0000001f000000000000000000000000000000026d31000754414753014102' +
  '000000190000000000000000000000000000' +
  '00036d32320000';

describe('decodeBatchEntries', () => {
  it('reads the entries of a batch', () => {
    expect(decodeBatchEntries(Buffer.from(VECTOR_E, 'hex'))).toEqual([
      { flag: 0, body: Buffer.from('m1'), properties: 'TAGS\u0001A\u0002' },
      { flag: 0, body: Buffer.from('m22'), properties: '' },
    ]);
  });

  it('refuses lengths that go beyond the body', () => {
    const cut = Buffer.from(VECTOR_E, 'hex').subarray(0, 40);

    expect(() => decodeBatchEntries(cut)).toThrow(FrameError);
  });
});
