import { describe, expect, it } from '@jest/globals';
import { parseFastjson } from '../../../../lib/client/protocol/fastjson-parser.js';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';

function nested(levels: number): string {
  return '{0:'.repeat(levels) + '1' + '}'.repeat(levels);
}

describe('parseFastjson', () => {
  it('reads standard JSON', () => {
    const value = parseFastjson(' {"a":[1,-2.5e3,true,false,null,"\\u0041\\n"],"b":{}} ');

    expect(value).toEqual({ a: [1, -2500, true, false, null, 'A\n'], b: {} });
  });

  it('reads map keys that are integers without quotes', () => {
    const value = parseFastjson('{"brokerAddrs":{0:"10.0.0.1:10911",-1:"b"},"cluster":"c"}');

    expect(value).toEqual({ brokerAddrs: { '0': '10.0.0.1:10911', '-1': 'b' }, cluster: 'c' });
  });

  it('reads map keys that are objects, as their own text', () => {
    const value = parseFastjson('{"offsetTable":{{"brokerName":"a}{","queueId":0}:123, { "q" : 1 }:4}}');

    expect(value).toEqual({ offsetTable: { '{"brokerName":"a}{","queueId":0}': 123, '{ "q" : 1 }': 4 } });
  });

  it('reads objects as keys inside objects as keys', () => {
    const value = parseFastjson('{{{0:1}:2}:3}');

    expect(value).toEqual({ '{{0:1}:2}': 3 });
  });

  it('reads every kind of value in the dialect too', () => {
    const value = parseFastjson('{0:[ 1 , -2.5e3,true,false,null,"\\u0041\\"\\\\", [] ,{}]}');

    expect(value).toEqual({ '0': [1, -2500, true, false, null, 'A"\\', [], {}] });
  });

  it('skips white space anywhere', () => {
    const value = parseFastjson('\r\n{ 0\t: "a" , "b" : [ 1 , 2 ] }\n');

    expect(value).toEqual({ '0': 'a', b: [1, 2] });
  });

  it('takes the last of several equal keys', () => {
    const value = parseFastjson('{0:1,"0":2,0:3}');

    expect(value).toEqual({ '0': 3 });
  });

  it.each(['{"__proto__":{"a":1}}', '{0:0,"__proto__":{"a":1}}'])(
    'keeps a key named __proto__ as a key: %s',
    (text) => {
      const value = parseFastjson(text) as object;

      expect(Object.keys(value)).toContain('__proto__');
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    },
  );

  it.each([
    ['', '"" at character 0 where a value should be'],
    ['hello', '"hello" at character 0 where a value should be'],
    ['{0:1', '"" at character 4 where "," or "}" should be'],
    ['{0:1}x', '"x" at character 5 where the end should be'],
    ['{0 1}', '"1}" at character 3 where ":" should be'],
    ['{0:1 1:2}', '"1:2}" at character 5 where "," or "}" should be'],
    ['{0:1,}', '"}" at character 5 where a key should be'],
    ['{,0:1}', '",0:1}" at character 1 where a key should be'],
    ['{key:1}', '"key:1}" at character 1 where a key should be'],
    ['{0:}', '"}" at character 3 where a value should be'],
    ['{0:[1,]}', '"]}" at character 6 where a value should be'],
    ['{0:[1 2]}', '"2]}" at character 6 where "," or "]" should be'],
    ['{0:"abc}', '"\\"abc}" at character 3 where a value should be'],
    ['{0:"abc\\', '"\\"abc\\\\" at character 3 where a value should be'],
    ['{"abc\\":1,0:1}', 'at character 1 where a key should be'],
    ['{0:"\\x"}', '"}" at character 7 where a valid string should be'],
    ['{0:undefined}', '"undefined}" at character 3 where a value should be'],
    ["{0:'a'}", '"\'a\'}" at character 3 where a value should be'],
  ])('refuses %s', (text, message) => {
    const error = rocketMQErrorOf(() => parseFastjson(text));

    expect(error.code).toBe('RESPONSE_INVALID');
    expect(error.message).toContain(message);
  });

  it('reads 64 levels and refuses more', () => {
    const error = rocketMQErrorOf(() => parseFastjson(nested(65)));

    expect(parseFastjson(nested(64))).toEqual(expect.anything());
    expect(error.message).toContain('where at most 64 levels should be');
  });

  it.each([
    ['open objects', '{'.repeat(200_000)],
    ['open lists', `{0:${'['.repeat(200_000)}`],
    ['open objects with keys', '{"a":'.repeat(200_000)],
    ['an open string', `{0:"${'a'.repeat(20_000_000)}`],
    ['backslashes', `{0:"${'\\'.repeat(20_000_000)}`],
    ['digits', `{0:${'1'.repeat(1_000_000)}x}`],
    ['white space', `{0:${' '.repeat(1_000_000)}x}`],
  ])('refuses endless %s in time', (_what, text) => {
    const error = rocketMQErrorOf(() => parseFastjson(text));

    expect(error.code).toBe('RESPONSE_INVALID');
    expect(error.message.length).toBeLessThan(200);
  });

  it('reads a string as long as the largest frame', () => {
    const text = 'a\\n'.repeat(5_000_000);

    const value = parseFastjson(`{0:"${text}"}`) as Record<string, string>;

    expect(value['0']).toHaveLength(10_000_000);
  });
});
