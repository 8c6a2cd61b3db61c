import { describe, expect, it } from '@jest/globals';
import { compileHeader, optional, required } from '../../../../lib/client/protocol/header-schema.js';
import { decodeJsonHeader, jsonHeader, jsonRequestHeader } from '../../../../lib/client/protocol/json-header-codec.js';
import type { RemotingCommand } from '../../../../lib/client/protocol/remoting-command.js';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';
import { aCommand } from '../../../fixtures/commands.js';

function decode(text: string): RemotingCommand {
  return decodeJsonHeader(Buffer.from(text, 'utf8'), undefined);
}

describe('jsonHeader', () => {
  it('writes the keys in the order of the Java client', () => {
    const command = aCommand({ code: 17, flag: 1, remark: 'no topic', extFields: { z: '1', a: '2' } });

    const text = jsonHeader(command);

    expect(text).toBe(
      '{"code":17,"extFields":{"z":"1","a":"2"},"flag":1,"language":"OTHER","opaque":1,"remark":"no topic",' +
        '"serializeTypeCurrentRPC":"JSON","version":475}',
    );
  });

  it('leaves out what is not there', () => {
    const text = jsonHeader(aCommand({ language: undefined }));

    expect(text).toBe('{"code":105,"flag":0,"opaque":1,"serializeTypeCurrentRPC":"JSON","version":475}');
  });

  it('escapes control characters and quotes, and nothing else', () => {
    const text = jsonHeader(aCommand({ extFields: { i: 'a\u0001b\u0002"\\\t中文/😀' }, language: undefined }));

    expect(text).toContain(String.raw`{"i":"a\u0001b\u0002\"\\\t中文/😀"}`);
  });
});

describe('jsonRequestHeader', () => {
  const fields = compileHeader({
    topic: required('b', 'string'),
    queueId: required('e', 'int'),
    isBatch: optional('m', 'boolean'),
  });

  it('writes values as strings and leaves out those that are not there', () => {
    const text = jsonRequestHeader(aCommand(), fields, { topic: 'T"', queueId: -1, isBatch: undefined });

    expect(text).toContain(String.raw`"extFields":{"b":"T\"","e":"-1"},"flag"`);
  });

  it('writes an empty object for a header without values', () => {
    const text = jsonRequestHeader(aCommand(), [], {});

    expect(text).toContain('"extFields":{},');
  });
});

describe('decodeJsonHeader', () => {
  it('reads all fields in any order and ignores others', () => {
    const command = decode(
      '{"version":513,"x":{},"remark":"r","opaque":-5,"language":"JAVA","flag":3,"extFields":{"a":"1"},"code":310}',
    );

    expect(command).toEqual({
      code: 310,
      language: 'JAVA',
      version: 513,
      opaque: -5,
      flag: 3,
      remark: 'r',
      extFields: { a: '1' },
      body: undefined,
    });
  });

  it('takes a missing or null version and flag as 0, and the rest as absent', () => {
    const command = decode('{"code":0,"opaque":1,"flag":null,"remark":null,"extFields":null,"language":null}');

    expect(command).toEqual({
      code: 0,
      language: undefined,
      version: 0,
      opaque: 1,
      flag: 0,
      remark: undefined,
      extFields: undefined,
      body: undefined,
    });
  });

  it('tolerates numbers and booleans in extFields and leaves out nulls', () => {
    const command = decode('{"code":0,"opaque":1,"extFields":{"n":5,"b":true,"z":null,"s":""}}');

    expect(command.extFields).toEqual({ n: '5', b: 'true', s: '' });
  });

  it('keeps a field named __proto__ as a field', () => {
    const command = decode('{"code":0,"opaque":1,"extFields":{"__proto__":7}}');

    expect(Object.entries(command.extFields ?? {})).toEqual([['__proto__', '7']]);
    expect(Object.getPrototypeOf(command.extFields)).toBe(Object.prototype);
  });

  it.each([
    ['no JSON', 'hello', 'the frame\'s header is not JSON: "hello"'],
    ['nothing', '', 'the frame\'s header is not JSON: ""'],
    ['a list', '[1]', 'the frame\'s header is no JSON object: "[1]"'],
    ['null', 'null', 'the frame\'s header is no JSON object: "null"'],
    ['a number', '5', 'the frame\'s header is no JSON object: "5"'],
    ['no code', '{"opaque":1}', "the frame's header has no 32-bit integer in code: nothing"],
    ['no opaque', '{"code":1}', "the frame's header has no 32-bit integer in opaque: nothing"],
    ['a code in quotes', '{"code":"1","opaque":1}', 'the frame\'s header has no 32-bit integer in code: "1"'],
    ['an opaque above 2^31', '{"code":1,"opaque":2147483648}', 'no 32-bit integer in opaque: 2147483648'],
    ['a broken number', '{"code":1.5,"opaque":1}', 'no 32-bit integer in code: 1.5'],
    ['a boolean flag', '{"code":1,"opaque":1,"flag":true}', 'no 32-bit integer in flag: true'],
    ['a list of extFields', '{"code":1,"opaque":1,"extFields":[]}', "the frame's extFields are no object"],
    ['extFields in quotes', '{"code":1,"opaque":1,"extFields":"a"}', "the frame's extFields are no object"],
    ['an object as a field', '{"code":1,"opaque":1,"extFields":{"a":{}}}', 'extFields have an object in "a"'],
  ])('refuses %s', (_what, text, message) => {
    const error = rocketMQErrorOf(() => decode(text));

    expect(error.code).toBe('FRAME_MALFORMED');
    expect(error.message).toContain(message);
  });

  it("keeps the parser's error as cause", () => {
    const error = rocketMQErrorOf(() => decode('{"code":'));

    expect(error.cause).toBeInstanceOf(SyntaxError);
  });

  it('refuses a value nested too deeply to be shown', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);

    const error = rocketMQErrorOf(() => decode(`{"code":${deep},"opaque":1}`));

    expect(error.code).toBe('FRAME_MALFORMED');
  });

  it('quotes only the beginning of what it refuses', () => {
    const long = 'x'.repeat(100_000);

    const errors = [`{"code":"${long}","opaque":1}`, long, `{"code":1,"opaque":1,"extFields":{"${long}":{}}}`].map(
      (text) => rocketMQErrorOf(() => decode(text)),
    );

    expect(Math.max(...errors.map(({ message }) => message.length))).toBeLessThan(200);
  });
});
