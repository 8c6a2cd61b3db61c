/**
 * Messages that real brokers stored and handed out.
 */
import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { decodeStoredMessages } from '../../../../lib/client/message/stored-message-codec.js';
import { SYS_FLAG } from '../../../../lib/client/message/sys-flag.js';
import { recordedMessageBodies, recordedStoredMessages } from '../../../fixtures/recorded-messages.js';

const { COMPRESSION_LZ4: LZ4, COMPRESSION_ZSTD: ZSTD } = SYS_FLAG;
const MAX_BODY_BYTES = 4_194_304;
const STORED = recordedStoredMessages();

describe('recorded stored messages', () => {
  it('decode from whole bodies, one after the other', () => {
    const bodies = recordedMessageBodies();

    const decoded = bodies.map(({ body }) => decodeStoredMessages(body, MAX_BODY_BYTES));

    expect(decoded).toHaveLength(105);
    expect(decoded.flat()).toHaveLength(264);
  });

  it('end exactly where their lengths say', () => {
    const wrong = STORED.filter(({ bytes, layoutBytes }) => bytes.length !== layoutBytes);

    expect(STORED).toHaveLength(264);
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('have the checksum of the body as stored', () => {
    const wrong = STORED.filter(({ bytes, storedBody }) => {
      const [message] = decodeStoredMessages(bytes, MAX_BODY_BYTES);
      return message?.bodyCrc !== (crc32(storedBody) & 0x7fff_ffff);
    });

    expect(STORED).toHaveLength(264);
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('come decompressed if zlib compressed them, and as stored otherwise', () => {
    const decoded = STORED.flatMap(({ bytes }) => decodeStoredMessages(bytes, MAX_BODY_BYTES));

    const opened = decoded.filter(
      ({ sysFlag }) => (sysFlag & SYS_FLAG.COMPRESSION_TYPE_MASK) === SYS_FLAG.COMPRESSION_ZLIB,
    );
    const closed = decoded.filter(({ sysFlag }) => (sysFlag & SYS_FLAG.COMPRESSED) !== 0);

    expect(opened.map(({ body }) => body.length)).toEqual([4096, 9000, 4096, 9000]);
    expect(closed.map(({ sysFlag }) => sysFlag & SYS_FLAG.COMPRESSION_TYPE_MASK)).toEqual([
      LZ4,
      ZSTD,
      ZSTD,
      LZ4,
      LZ4,
      ZSTD,
      LZ4,
      ZSTD,
    ]);
  });

  it('have the message id of their producer and the address of their broker', () => {
    const decoded = STORED.flatMap(({ bytes }) => decodeStoredMessages(bytes, MAX_BODY_BYTES));

    const facts = decoded.map(({ msgId, properties, offsetMsgId, storeHost }) => ({
      hasProducerId: msgId === properties['UNIQ_KEY'],
      offsetMsgId: /^7F0000(01|02)0000[0-9A-F]{20}$/.test(offsetMsgId),
      storeHost: /^127\.0\.0\.[12]:\d+$/.test(storeHost),
    }));

    expect(facts).toHaveLength(264);
    expect(new Set(facts.map((fact) => JSON.stringify(fact)))).toEqual(
      new Set(['{"hasProducerId":true,"offsetMsgId":true,"storeHost":true}']),
    );
  });
});
