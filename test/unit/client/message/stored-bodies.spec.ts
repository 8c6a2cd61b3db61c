import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { CompressType } from '../../../../lib/client/message/body-compressor.js';
import { lz4Compressor } from '../../../../lib/client/message/lz4-compressor.js';
import { BODY_COMPRESSORS } from '../../../../lib/client/message/message-compression.js';
import { openStoredBodies } from '../../../../lib/client/message/stored-bodies.js';
import { decodeStoredMessages } from '../../../../lib/client/message/stored-message-codec.js';
import { SYS_FLAG } from '../../../../lib/client/message/sys-flag.js';
import { storedMessage } from '../../../fixtures/messages.js';
import { recordedStoredMessages } from '../../../fixtures/recorded-messages.js';
import { rejectionOf } from '../../../fixtures/remoting-turns.js';

const MAX_BODY_BYTES = 10_000;
const TYPES = ['LZ4', 'ZSTD'] as const satisfies readonly CompressType[];

async function storedBy(type: CompressType, body: Buffer): Promise<Buffer> {
  const { compress, flags } = BODY_COMPRESSORS[type];
  return storedMessage({ sysFlag: flags, body: Buffer.from(await compress(body, 5)) });
}

describe('stored bodies', () => {
  it.each(TYPES)('in %s come decompressed, with the bit cleared and everything else as it was', async (type) => {
    const [closed] = decodeStoredMessages(await storedBy(type, Buffer.from('hello')), MAX_BODY_BYTES);
    if (closed === undefined) throw new Error('no message came out');

    const [opened] = await openStoredBodies([closed], MAX_BODY_BYTES);

    expect(Buffer.from(opened?.body ?? []).toString()).toBe('hello');
    expect(opened).toEqual({ ...closed, body: opened?.body, sysFlag: closed.sysFlag & ~1 });
  });

  it('keep their order, whatever they are compressed by', async () => {
    const bytes = Buffer.concat([
      await storedBy('ZSTD', Buffer.from('one')),
      storedMessage({ body: Buffer.from('two') }),
      await storedBy('LZ4', Buffer.from('three')),
      storedMessage({ sysFlag: 0x301, body: deflateSync(Buffer.from('four')) }),
    ]);

    const opened = await openStoredBodies(decodeStoredMessages(bytes, MAX_BODY_BYTES), MAX_BODY_BYTES);

    expect(opened.map(({ body }) => Buffer.from(body).toString())).toEqual(['one', 'two', 'three', 'four']);
  });

  it('of all recorded messages open', async () => {
    const stored = recordedStoredMessages().flatMap(({ bytes }) => decodeStoredMessages(bytes, MAX_BODY_BYTES));

    const opened = await openStoredBodies(stored, MAX_BODY_BYTES);

    expect(opened).toHaveLength(264);
    expect(opened.filter(({ sysFlag }) => (sysFlag & SYS_FLAG.COMPRESSED) !== 0)).toEqual([]);
    expect(opened.filter(({ sysFlag }) => (sysFlag & SYS_FLAG.COMPRESSION_TYPE_MASK) !== 0)).toHaveLength(12);
  });

  it('in an unknown compression come as they are', async () => {
    const closed = decodeStoredMessages(storedMessage({ sysFlag: 0x501 }), MAX_BODY_BYTES);

    const opened = await openStoredBodies(closed, MAX_BODY_BYTES);

    expect(opened).toEqual(closed);
  });

  it('whose package is not installed come as they are stored, the others decompressed', async () => {
    const without = { ...BODY_COMPRESSORS, LZ4: lz4Compressor(() => Promise.reject(new Error('not installed'))) };
    const bytes = Buffer.concat([
      await storedBy('LZ4', Buffer.from('one')),
      await storedBy('ZSTD', Buffer.from('two')),
    ]);
    const closed = decodeStoredMessages(bytes, MAX_BODY_BYTES);

    const opened = await openStoredBodies(closed, MAX_BODY_BYTES, without);

    expect(opened[0]).toBe(closed[0]);
    expect(opened.map(({ sysFlag }) => sysFlag)).toEqual([0x101, 0x200]);
    expect(Buffer.from(opened[1]?.body ?? []).toString()).toBe('two');
  });

  it.each(TYPES)('in %s that grow beyond the limit are refused, and the cause kept', async (type) => {
    const closed = decodeStoredMessages(await storedBy(type, Buffer.alloc(MAX_BODY_BYTES + 1)), MAX_BODY_BYTES);

    const error = await rejectionOf(openStoredBodies(closed, MAX_BODY_BYTES));

    expect(error).toMatchObject({
      code: 'FRAME_MALFORMED',
      message: `the ${type} body of a stored message does not decompress to at most 10000 bytes`,
      cause: { name: 'RangeError' },
    });
  });

  it.each(TYPES)('in %s that are none are refused', async (type) => {
    const { flags } = BODY_COMPRESSORS[type];
    const closed = decodeStoredMessages(storedMessage({ sysFlag: flags, body: Buffer.from('packed') }), MAX_BODY_BYTES);

    const error = await rejectionOf(openStoredBodies(closed, MAX_BODY_BYTES));

    expect(error).toMatchObject({ code: 'FRAME_MALFORMED' });
  });
});
