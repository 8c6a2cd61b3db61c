import { describe, expect, it } from '@jest/globals';
import type { InvalidMessageError } from '../../../../lib/client/errors/input-errors.js';
import { checkBatch, travelsAlone } from '../../../../lib/client/message/batch-rules.js';
import type { Message } from '../../../../lib/client/message/message.js';
import { thrownBy } from '../../../fixtures/caught.js';
import { aMessage } from '../../../fixtures/messages.js';

const MAX_BODY_BYTES = 10;

function problemOf(messages: unknown): Pick<InvalidMessageError, 'field' | 'message' | 'code'> {
  return thrownBy(() => checkBatch(messages as readonly Message[], MAX_BODY_BYTES)) as InvalidMessageError;
}

describe('checkBatch', () => {
  it('[F3] takes messages of one topic, with tags, keys and flags of their own', () => {
    const messages = [aMessage({ tags: 'a' }), aMessage({ keys: 'k', flag: 1 }), aMessage({ waitStoreMsgOk: true })];

    expect(() => checkBatch(messages, MAX_BODY_BYTES)).not.toThrow();
  });

  it.each([
    ['no list', 'a message', 'messages', 'must be a list'],
    ['nothing in it', [], 'messages', 'has no message'],
    ['a null', [aMessage(), null], 'messages[1]', 'the message is null'],
    // oxlint-disable-next-line no-sparse-arrays -- a hole is what it is about
    ['a hole', [aMessage(), , aMessage()], 'messages[1]', 'the message is null'],
    ['a long body', [aMessage(), aMessage({ body: Buffer.alloc(11) })], 'messages[1].body', 'MAX: 10'],
    ['a bad tag first', [aMessage({ tags: ' ' }), aMessage()], 'messages[0].tags', 'blank'],
    ['two topics', [aMessage(), aMessage(), aMessage({ topic: 'Other' })], 'messages[2].topic', 'should be the same'],
    [
      'two wait flags',
      [aMessage(), aMessage({ waitStoreMsgOk: false })],
      'messages[1].waitStoreMsgOk',
      'should be the same',
    ],
    [
      'a delay level',
      [aMessage(), aMessage({ delayLevel: 1 })],
      'messages[1].delayLevel',
      'not supported for batching',
    ],
    ['a timer', [aMessage({ deliverAfterMs: 1 })], 'messages[0].deliverAfterMs', 'not supported for batching'],
    ['a time', [aMessage({ deliverAt: new Date() })], 'messages[0].deliverAt', 'not supported for batching'],
    ['a retry topic', [aMessage({ topic: '%RETRY%group' })], 'messages[0].topic', 'not supported for batching'],
  ])('[F3] refuses a batch with %s, and names the message', (_what, messages, field, text) => {
    const problem = problemOf(messages);

    expect(problem).toMatchObject({ code: 'INVALID_MESSAGE', field });
    expect(problem.message).toContain(text);
  });
});

describe('travelsAlone', () => {
  it.each([
    ['a plain message', aMessage({ properties: { city: 'Rome' } }), false],
    ['one to a retry topic', aMessage({ topic: '%RETRY%group' }), true],
    ['one with a delay level', aMessage({ delayLevel: 1 }), true],
    ['one with a timer', aMessage({ deliverAfterMs: 1 }), true],
    ['one with a time', aMessage({ deliverAt: new Date() }), true],
    ['one that goes to further queues', aMessage({ properties: { INNER_MULTI_DISPATCH: 'q1,q2' } }), true],
  ])('[F4] of %s', (_what, message, expected) => {
    expect(travelsAlone(message)).toBe(expected);
  });
});
