import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { FrameError } from '../../../../lib/client/errors/transport-errors.js';
import { decodeBatchEntries, encodeBatchEntries } from '../../../../lib/client/message/batch-codec.js';
import { decodeFrames } from '../../../fixtures/decoded-frames.js';
import { frameName, RECORDED } from '../../../fixtures/recorded-frames.js';

/** Wire protocol section 14, vector E: `m1` with TAGS=A, then `m22` without properties. */
const VECTOR_E =
  '0000001f000000000000000000000000000000026d31000754414753014102' +
  '000000190000000000000000000000000000' +
  '00036d32320000';
const ENTRIES_E = [
  { flag: 0, body: Buffer.from('m1'), properties: 'TAGS\u0001A\u0002' },
  { flag: 0, body: Buffer.from('m22'), properties: '' },
];

const recordedBatches = RECORDED.filter(({ dir, header }) => dir === '>' && header.extFields?.['m'] === 'true').map(
  (frame) => ({
    name: frameName(frame),
    body: Buffer.from(decodeFrames([frame.bytes])[0]?.command.body ?? []),
  }),
);

const entries = fc.array(
  fc.record({
    flag: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
    body: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    properties: fc.string({ unit: 'grapheme', maxLength: 60 }),
  }),
);

describe('encodeBatchEntries', () => {
  it('[F3] has recorded batches of all kinds of clients to be held to', () => {
    expect(recordedBatches.length).toBeGreaterThanOrEqual(10);
  });

  it.each(recordedBatches)('[F3] writes the bytes of Java: $name', ({ body }) => {
    const written = encodeBatchEntries(decodeBatchEntries(body));

    expect(written.equals(body)).toBe(true);
  });

  it('[F3] writes the fields in their order', () => {
    expect(encodeBatchEntries(ENTRIES_E).toString('hex')).toBe(VECTOR_E);
  });

  it('[F3] writes what decodeBatchEntries reads', () => {
    fc.assert(
      fc.property(entries, (written) => {
        const bytes = encodeBatchEntries(written);

        expect(decodeBatchEntries(bytes)).toEqual(written);
      }),
    );
  });
});

describe('decodeBatchEntries', () => {
  it('reads the entries of a batch', () => {
    expect(decodeBatchEntries(Buffer.from(VECTOR_E, 'hex'))).toEqual(ENTRIES_E);
  });

  it('refuses lengths that go beyond the body', () => {
    const cut = Buffer.from(VECTOR_E, 'hex').subarray(0, 40);

    expect(() => decodeBatchEntries(cut)).toThrow(FrameError);
  });
});
