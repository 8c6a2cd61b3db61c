import { describe, expect, it } from '@jest/globals';
import { decodePropertyEntries } from '../../../../lib/client/message/message-properties.js';
import { OutgoingProperties } from '../../../../lib/client/message/outgoing-properties.js';
import { ByteWriter } from '../../../../lib/client/protocol/byte-writer.js';
import type { Message } from '../../../../lib/client/message/message.js';
import { uniqueId, WHOLE } from '../../../../lib/client/message/unique-id.js';
import { aMessage } from '../../../fixtures/messages.js';
import { someIds } from '../../../fixtures/unique-ids.js';

function textOf(parts: Partial<Message>): string {
  return new OutgoingProperties(someIds()).of(aMessage(parts), 'ID');
}

describe('outgoing properties', () => {
  it('[B1.15] [B6.3] always carries the message id and the wish to wait for storage', () => {
    const text = textOf({});

    expect(text).toBe('UNIQ_KEY\u0001ID\u0002WAIT\u0001true\u0002');
  });

  it.each([
    [undefined, 'true'],
    [true, 'true'],
    [false, 'false'],
  ])('writes waitStoreMsgOk %s as WAIT=%s', (waitStoreMsgOk, expected) => {
    const text = textOf({ waitStoreMsgOk });

    expect(decodePropertyEntries(text)[1]).toEqual(['WAIT', expected]);
  });

  it('carries the buyer, the time, what the package itself adds, and then what the user does', () => {
    const message = aMessage({ buyerId: 'b-1', delayLevel: 3, properties: { city: 'x' } });

    const text = new OutgoingProperties(someIds()).of(message, 'ID', 'INSTANCE_ID\u0001INST\u0002');

    expect(decodePropertyEntries(text).slice(2)).toEqual([
      ['BUYER_ID', 'b-1'],
      ['DELAY', '3'],
      ['INSTANCE_ID', 'INST'],
      ['city', 'x'],
    ]);
  });

  it('carries the tag', () => {
    const text = textOf({ tags: 'TagA' });

    expect(text).toBe('UNIQ_KEY\u0001ID\u0002WAIT\u0001true\u0002TAGS\u0001TagA\u0002');
  });

  it.each([
    ['one key', 'k1', 'k1'],
    ['a list of one', ['k1'], 'k1'],
    ['several keys with a blank between them', ['k1', 'k2'], 'k1 k2'],
  ])('[B1.16] carries %s', (_what, keys, expected) => {
    const text = textOf({ keys });

    expect(decodePropertyEntries(text)).toContainEqual(['KEYS', expected]);
  });

  it('carries no KEYS for an empty list', () => {
    const text = textOf({ keys: [] });

    expect(text).not.toContain('KEYS');
  });

  it("puts the user's properties last, in their order", () => {
    const text = textOf({ tags: 'T', keys: 'k', properties: { z: '1', 城市: '北京 😀' } });

    expect(decodePropertyEntries(text)).toEqual([
      ['UNIQ_KEY', 'ID'],
      ['WAIT', 'true'],
      ['TAGS', 'T'],
      ['KEYS', 'k'],
      ['z', '1'],
      ['城市', '北京 😀'],
    ]);
  });

  it('takes no inherited properties', () => {
    const properties = Object.create({ inherited: '1' }, { own: { value: '2', enumerable: true } }) as Record<
      string,
      string
    >;

    const text = textOf({ properties });

    expect(decodePropertyEntries(text).slice(2)).toEqual([['own', '2']]);
  });
});

/** Written into a buffer that is too small at first, behind something else. */
function written(makers: OutgoingProperties, message: Message, lastByte = WHOLE): string {
  const writer = new ByteWriter(8);
  writer.writeAscii('before: ');
  makers.writePlain(writer, message, 'ID', lastByte);
  return writer.buffer.toString('utf8', 'before: '.length, writer.offset);
}

describe('the properties of a plain message as bytes', () => {
  it.each([
    ['a tag and a key', { tags: 'web', keys: 'order-1' }],
    ['no tag', { keys: 'order-1' }],
    ['no key', { tags: 'web' }],
    ['neither', {}],
    ['a flag not to wait', { tags: 'web', waitStoreMsgOk: false }],
    ['the longest texts', { tags: '~'.repeat(64), keys: '!'.repeat(64) }],
  ])('are those that the text has, with %s', (_, parts) => {
    for (const suffix of ['', 'INSTANCE_ID\u0001名\u0002']) {
      const makers = new OutgoingProperties(someIds(), suffix);
      const message = aMessage({ tags: undefined, keys: undefined, ...parts });

      // Twice, since what comes before the keys is kept; and with other messages in between.
      const texts = [written(makers, message), written(makers, message)];
      written(makers, aMessage({ tags: 'other', keys: undefined }));
      texts.push(written(makers, message));

      expect(texts).toEqual(texts.map(() => makers.ofPlain(message, 'ID', WHOLE)));
    }
  });

  it('have an id whose last byte was kept apart in one piece', () => {
    const makers = new OutgoingProperties(someIds());
    const message = aMessage({ tags: 'web', keys: 'order-1' });

    const texts = [0x0a, WHOLE, 0xff, 0].map((lastByte) => written(makers, message, lastByte));

    expect(texts.map((text) => text.slice('UNIQ_KEY\u0001'.length, text.indexOf('\u0002')))).toEqual([
      'ID0A',
      'ID',
      'IDFF',
      'ID00',
    ]);
    expect(texts).toEqual([0x0a, WHOLE, 0xff, 0].map((lastByte) => makers.of(message, uniqueId('ID', lastByte))));
  });

  it('have room for a key that became longer while its send waited', () => {
    const makers = new OutgoingProperties(someIds());
    const message = aMessage({ tags: undefined, keys: 'k'.repeat(5000) });

    expect(written(makers, message)).toBe(makers.ofPlain(message, 'ID', WHOLE));
  });
});
