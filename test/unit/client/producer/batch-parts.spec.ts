/**
 * How batches are put together: in parts within the limit, and whole whatever happens while they are written.
 */
import { describe, expect, it } from '@jest/globals';
import { decodeBatchEntries } from '../../../../lib/client/message/batch-codec.js';
import type { Message } from '../../../../lib/client/message/message.js';
import { OutgoingProperties } from '../../../../lib/client/message/outgoing-properties.js';
import type { BatchPart } from '../../../../lib/client/producer/batch-part.js';
import { BatchParts } from '../../../../lib/client/producer/batch-parts.js';
import { thrownBy } from '../../../fixtures/caught.js';
import { aMessage } from '../../../fixtures/messages.js';
import { aSend } from '../../../fixtures/remoting-sends.js';
import { someIds } from '../../../fixtures/unique-ids.js';

function batchParts(maxBodyBytes = 4_194_304): BatchParts {
  const ids = someIds();
  const texts = new OutgoingProperties(ids);
  return new BatchParts({ ids, texts, options: { maxBodyBytes }, propertiesOf: (one, id) => texts.of(one, id) });
}

const bodies = ({ body }: BatchPart): string[] =>
  decodeBatchEntries(body).map((entry) => Buffer.from(entry.body).toString());

function all(first: BatchPart): BatchPart[] {
  return first.next === undefined ? [first] : [first, ...all(first.next)];
}

/** Bytes of the entry of a message without tags and keys, besides its body: 22, and its id and wait flag. */
const ENTRY_BYTES = 22 + 52;

/** Messages whose entries have these bytes, and the bytes of the entries of each part. */
function sizes(limit: number, bytes: readonly number[]): number[][] {
  const messages = bytes.map((size) => aMessage({ body: Buffer.alloc(size - ENTRY_BYTES, 1), tags: undefined }));
  return all(batchParts(limit).ofMessages(messages)).map(({ body }) =>
    decodeBatchEntries(body).map((entry) => ENTRY_BYTES + entry.body.length),
  );
}

describe('ofMessages', () => {
  it.each([
    ['all that fits is one part', [140, 80, 80], [[140, 80, 80]]],
    ['one byte more begins another', [140, 80, 81], [[140, 80], [81]]],
    ['what is too large by itself is a part by itself', [80, 301, 80, 80], [[80], [301], [80, 80]]],
  ])('[F3] %s', (_what, bytes, parts) => {
    expect(sizes(300, bytes)).toEqual(parts);
  });

  it('[F3] writes for plain messages what it writes for others, and tells the id in each', () => {
    const plain = aMessage({ tags: 'TagA', keys: 'k1', body: Buffer.from('a') });
    const other = aMessage({ keys: ['k1', 'k2'], flag: 5, body: Buffer.from('b'), properties: { city: 'Sofia' } });

    const { messages, messageIds, body } = batchParts().ofMessages([plain, other]);

    expect(messages).toEqual([plain, other]);
    expect(decodeBatchEntries(body)).toEqual([
      { flag: 0, body: plain.body, properties: new OutgoingProperties(someIds()).of(plain, messageIds[0] ?? '') },
      { flag: 5, body: other.body, properties: new OutgoingProperties(someIds()).of(other, messageIds[1] ?? '') },
    ]);
  });

  it('[F3] keeps bodies of one block apart, and of several', () => {
    const parts = batchParts();
    const texts = Array.from({ length: 300 }, (_, index) => String(index).padStart(1 + ((index * 7919) % 4000), '.'));

    const made = texts.map((text) => parts.ofMessages([aMessage({ body: Buffer.from(text) })]));

    expect(made.flatMap(bodies)).toEqual(texts);
    expect(new Set(made.map(({ body }) => body.buffer)).size).toBeLessThan(6);
  });

  it('[F3] is not confused by a message that makes another batch while it is read', () => {
    const parts = batchParts();
    const nested: BatchPart[] = [];
    const restless: Message = {
      topic: 'TopicTest',
      get body() {
        nested.push(parts.ofMessages([aMessage({ body: Buffer.from('inner') })]));
        return Buffer.from('restless');
      },
    };

    const made = parts.ofMessages([aMessage({ body: Buffer.from('first') }), restless]);

    expect(bodies(made)).toEqual(['first', 'restless']);
    expect(new Set(nested.flatMap(bodies))).toEqual(new Set(['inner']));
  });

  it('[F3] begins anew after a batch that was refused half way', () => {
    const parts = batchParts();
    const bad = aMessage({ body: Buffer.alloc(0) });

    const error = thrownBy(() => parts.ofMessages([aMessage({ body: Buffer.from('lost') }), bad]));

    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', field: 'messages[1].body' });
    expect(bodies(parts.ofMessages([aMessage({ body: Buffer.from('kept') })]))).toEqual(['kept']);
  });
});

describe('ofSends', () => {
  it('[F4] writes each send with its own flag, body and properties', () => {
    const sends = ['a', 'b'].map((text) => aSend({ body: Buffer.from(text), idStart: text }).send);

    const part = batchParts().ofSends(sends);

    expect(part.messageIds).toEqual(['a', 'b']);
    expect(decodeBatchEntries(part.body)).toEqual([
      { flag: 5, body: Buffer.from('a'), properties: 'a\u0001b' },
      { flag: 5, body: Buffer.from('b'), properties: 'a\u0001b' },
    ]);
  });
});
