import { describe, expect, it } from '@jest/globals';
import { checkMessage, checkPropertySize } from '../../../../lib/client/message/message-validation.js';
import type { Message } from '../../../../lib/client/message/message.js';
import { RESERVED_PROPERTIES } from '../../../../lib/client/message/message-properties.js';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';
import { aMessage } from '../../../fixtures/messages.js';

const MAX_BODY_BYTES = 4_194_304;

/** Parts as callers without type checks may pass them. */
function check(parts: { readonly [K in keyof Message]?: unknown }): void {
  checkMessage(aMessage(parts as Partial<Message>), MAX_BODY_BYTES);
}

describe('checkMessage', () => {
  it.each<[string, Partial<Message>]>([
    ['a topic and a body alone', {}],
    ['the largest body', { body: new Uint8Array(MAX_BODY_BYTES) }],
    ['a body of one byte', { body: new Uint8Array(1) }],
    ['a tag', { tags: 'TagA || TagB' }],
    ['one key', { keys: 'order-1' }],
    ['several keys', { keys: ['order-1', '订单'] }],
    ['an empty list of keys', { keys: [] }],
    ['the smallest flag', { flag: -2_147_483_648 }],
    ['the largest flag', { flag: 2_147_483_647 }],
    ['properties in any language', { properties: { 城市: '北京 😀', 'with blank': 'a b', tab: 'a\tb' } }],
    ['a property that only looks like a reserved one', { properties: { tags: 'x', WAITING: 'y' } }],
    ['queues for multi-dispatch', { properties: { INNER_MULTI_DISPATCH: 'q1,q2' } }],
    ['no wish to wait', { waitStoreMsgOk: false }],
    ['a buyer', { buyerId: '买家 7' }],
    ['a delay level', { delayLevel: 18 }],
    ['a timer', { deliverAfterMs: 1 }],
    ['a time', { deliverAt: new Date() }],
  ])('takes %s', (_what, parts) => {
    const act = (): void => check(parts);

    expect(act).not.toThrow();
  });

  it.each([null, undefined, 'text', 5])('[B1.1] refuses %j instead of a message', (message) => {
    const error = rocketMQErrorOf(() => checkMessage(message as unknown as Message, MAX_BODY_BYTES));

    expect(error).toMatchObject({
      code: 'INVALID_MESSAGE',
      field: 'message',
      responseCode: 13,
      message: 'the message is null',
    });
  });

  // Client behaviour B.1, rules 2 to 9, with Java's texts and numbers.
  it.each([
    ['[B1.2] a blank topic', { topic: ' ' }, 'topic', -1, 'The specified topic is blank'],
    [
      '[B1.3] a topic of 128 characters',
      { topic: 't'.repeat(128) },
      'topic',
      -1,
      'The specified topic is longer than topic max length 127.',
    ],
    [
      '[B1.4] an illegal character in the topic',
      { topic: 'a.b' },
      'topic',
      -1,
      'The specified topic[a.b] contains illegal characters, allowing only ^[%|a-zA-Z0-9_-]+$',
    ],
    [
      '[B1.5] a forbidden topic',
      { topic: 'SELF_TEST_TOPIC' },
      'topic',
      -1,
      'Sending message to topic[SELF_TEST_TOPIC] is forbidden.',
    ],
    ['[B1.6] a null body', { body: null }, 'body', 13, 'the message body is null'],
    ['[B1.6] no body', { body: undefined }, 'body', 13, 'the message body is null'],
    ['[B1.7] an empty body', { body: new Uint8Array(0) }, 'body', 13, 'the message body length is zero'],
    [
      '[B1.8] a body above the limit',
      { body: new Uint8Array(MAX_BODY_BYTES + 1) },
      'body',
      13,
      'the message body size over max value, MAX: 4194304, it has 4194305 bytes',
    ],
    [
      '[B1.9] a slash among the queues for multi-dispatch',
      { properties: { INNER_MULTI_DISPATCH: 'a/b' } },
      'properties.INNER_MULTI_DISPATCH',
      13,
      'INNER_MULTI_DISPATCH a/b can not contains / character',
    ],
  ])('refuses %s as Java does', (_what, parts, field, responseCode, message) => {
    const error = rocketMQErrorOf(() => check(parts));

    expect(error).toMatchObject({ name: 'InvalidMessageError', code: 'INVALID_MESSAGE', field, responseCode, message });
  });

  it('names the first rule that is broken', () => {
    const error = rocketMQErrorOf(() => check({ topic: '', body: null, tags: '', flag: 0.5 }));

    expect(error).toMatchObject({ field: 'topic' });
  });

  it.each([
    ['text', 'hello', 'string'],
    ['a number', 5, 'number'],
    ['a list of bytes', [1, 2], 'object'],
    ['a bare ArrayBuffer', new ArrayBuffer(2), 'object'],
  ])('refuses a body that is %s and says how to encode it', (_what, body, type) => {
    const error = rocketMQErrorOf(() => check({ body }));

    expect(error).toMatchObject({ field: 'body', responseCode: 13 });
    expect(error.message).toBe(
      `the message body is a ${type}, not a Uint8Array: encode it first, e.g. with Buffer.from()`,
    );
  });

  it.each([' ', '\t', '\n', '\u00a0', '\u3000'])('[B1.17] refuses a blank in a key: %j', (blank) => {
    const error = rocketMQErrorOf(() => check({ keys: ['fine', `a${blank}b`] }));

    expect(error).toMatchObject({ field: 'keys' });
    expect(error.message).toContain('has a blank, which separates keys: pass several keys as a list');
  });

  it.each([
    ['a number', 5],
    ['null', null],
    ['an object', {}],
  ])('refuses keys that are %s', (_what, keys) => {
    const error = rocketMQErrorOf(() => check({ keys }));

    expect(error).toMatchObject({ field: 'keys', message: 'the keys are neither a string nor a list of strings' });
  });

  it.each([
    ['null', null],
    ['text', 'a=b'],
    ['a list', ['a']],
    ['a Map, whose content would be lost', new Map([['a', 'b']])],
  ])('refuses properties that are %s', (_what, properties) => {
    const error = rocketMQErrorOf(() => check({ properties }));

    expect(error).toMatchObject({
      field: 'properties',
      responseCode: -1,
      message: 'the properties are no plain object',
    });
  });

  it.each([0.5, 2_147_483_648, -2_147_483_649, Number.NaN, Infinity, '5', null])('refuses the flag %j', (flag) => {
    const error = rocketMQErrorOf(() => check({ flag }));

    expect(error).toMatchObject({
      field: 'flag',
      responseCode: 13,
      message: `the flag ${String(flag)} is no integer from -2147483648 to 2147483647`,
    });
  });

  it.each([...RESERVED_PROPERTIES])('[B1.13] refuses the reserved property %s', (name) => {
    const error = rocketMQErrorOf(() => check({ properties: { [name]: 'x' } }));

    expect(error).toMatchObject({ field: `properties.${name}`, responseCode: -1 });
    expect(error.message).toBe(`The Property<${name}> is used by system, input another please`);
  });

  describe.each([
    ['tags', 'tags', (text: unknown) => ({ tags: text })],
    ['a key', 'keys', (text: unknown) => ({ keys: [text] })],
    ['a key on its own', 'keys', (text: unknown) => ({ keys: text })],
    ['a property value', 'properties.city', (text: unknown) => ({ properties: { city: text } })],
  ])('in %s', (_where, field, parts) => {
    it.each([
      ['nothing', '', 'is empty, brokers drop such a property'],
      ['blanks alone', ' \t ', 'is blank, brokers drop such a property'],
      ['U+0001', 'a\u0001b', 'has a character that cannot be stored'],
      ['U+0002', 'a\u0002b', 'has a character that cannot be stored'],
      ['the first half of a surrogate pair', 'a\ud83d', 'has a character that cannot be stored'],
      ['the second half of a surrogate pair', '\ude00a', 'has a character that cannot be stored'],
    ])('refuses %s', (_what, text, message) => {
      const error = rocketMQErrorOf(() => check(parts(text)));

      expect(error).toMatchObject({ code: 'INVALID_MESSAGE', field });
      expect(error.message).toContain(message);
    });
  });

  it.each([
    ['an empty name', '', 'a property name is empty'],
    ['a blank name', ' ', 'a property name is blank'],
    ['U+0001 in a name', 'a\u0001', 'a property name has a character'],
    ['U+0002 in a name', '\u0002a', 'a property name has a character'],
    ['half a surrogate pair in a name', '\ud83d', 'a property name has a character'],
  ])('[B1.14] refuses %s of a property', (_what, name, message) => {
    const error = rocketMQErrorOf(() => check({ properties: { [name]: 'x' } }));

    expect(error).toMatchObject({ field: `properties.${name}`, responseCode: -1 });
    expect(error.message).toContain(message);
  });

  it.each([
    ['tags', { tags: 5 }, 'the tag is a number, not a string'],
    ['tags', { tags: null }, 'the tag is a object, not a string'],
    ['keys', { keys: [5] }, 'a key is a number, not a string'],
    ['properties.a', { properties: { a: 5 } }, 'the property a is a number, not a string'],
    ['properties.a', { properties: { a: undefined } }, 'the property a is a undefined, not a string'],
  ])('refuses what is no text in %s', (field, parts, message) => {
    const error = rocketMQErrorOf(() => check(parts));

    expect(error).toMatchObject({ field, message });
  });
});

describe('checkPropertySize', () => {
  const LIMIT = 32_467;

  it.each([
    ['ASCII', 'x'.repeat(LIMIT)],
    ['characters of three bytes', '中'.repeat(10_822)],
    ['nothing', ''],
  ])('[B1.18] takes what a broker can store with its own additions: %s', (_what, text) => {
    const act = (): void => checkPropertySize(text);

    expect(act).not.toThrow();
  });

  it.each([
    ['ASCII', 'x'.repeat(LIMIT + 1), 32_468],
    ['characters of three bytes', '中'.repeat(10_823), 32_469],
  ])('[B1.18] refuses one byte more: %s', (_what, text, bytes) => {
    const error = rocketMQErrorOf(() => checkPropertySize(text));

    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', field: 'properties' });
    expect(error.message).toContain(`take ${bytes} bytes together, a broker stores at most ${LIMIT} of them`);
  });
});
