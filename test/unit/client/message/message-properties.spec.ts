import { describe, expect, it } from '@jest/globals';
import {
  decodeProperties,
  decodePropertyEntries,
  encodeProperties,
  type PropertyEntry,
  RESERVED_PROPERTIES,
} from '../../../../lib/client/message/message-properties.js';

describe('encodeProperties', () => {
  it('terminates every pair, in the order given', () => {
    const text = encodeProperties([
      ['b', '1'],
      ['a', '2'],
    ]);

    expect(text).toBe('b\u00011\u0002a\u00012\u0002');
  });

  it('writes nothing for no pairs', () => {
    const text = encodeProperties([]);

    expect(text).toBe('');
  });
});

describe('decodePropertyEntries', () => {
  it.each<[string, string, PropertyEntry[]]>([
    [
      'pairs in their order',
      'b\u00011\u0002a\u00012\u0002',
      [
        ['b', '1'],
        ['a', '2'],
      ],
    ],
    [
      'a string without the last separator',
      'a\u00011\u0002b\u00012',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['an empty string', '', []],
    ['separators alone', '\u0002\u0002\u0001\u0002', []],
    ['a pair without value as nothing', 'a\u0001\u0002b\u00012\u0002', [['b', '2']]],
    ['a pair without name as nothing', '\u00011\u0002b\u00012\u0002', [['b', '2']]],
    ['a pair without separator as nothing', 'a\u0002b\u00012\u0002', [['b', '2']]],
    ['the name up to the first separator', 'a\u00011\u00012\u0002', [['a', '1\u00012']]],
    [
      'duplicates one by one',
      'a\u00011\u0002a\u00012\u0002',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['any characters', '城市\u0001北京 😀\u0002', [['城市', '北京 😀']]],
  ])('reads %s', (_what, text, expected) => {
    const entries = decodePropertyEntries(text);

    expect(entries).toEqual(expected);
  });
});

describe('decodeProperties', () => {
  it('takes the last of duplicate names', () => {
    const properties = decodeProperties('a\u00011\u0002b\u00013\u0002a\u00012\u0002');

    expect(properties).toEqual({ a: '2', b: '3' });
  });

  it('keeps a property named __proto__ as a property', () => {
    const properties = decodeProperties('__proto__\u00011\u0002');

    expect(Object.entries(properties)).toEqual([['__proto__', '1']]);
    expect(Object.getPrototypeOf(properties)).toBe(Object.prototype);
  });
});

describe('RESERVED_PROPERTIES', () => {
  it("[B1.13] are the names that Java's Message refuses", () => {
    const names = [...RESERVED_PROPERTIES];

    expect(names).toHaveLength(51);
    expect(names).toEqual(
      expect.arrayContaining(['KEYS', 'TAGS', 'WAIT', 'UNIQ_KEY', 'DELAY', '1ST_POP_TIME', '__CRC32#']),
    );
    expect(names.filter((name) => name.trim() === '')).toEqual([]);
  });
});
