import { describe, expect, it } from '@jest/globals';
import { ResponseInvalidError } from '../../../../lib/client/errors/transport-errors.js';
import {
  compileHeader,
  decodeExtFields,
  encodeExtFields,
  type HeaderValues,
  optional,
  required,
} from '../../../../lib/client/protocol/header-schema.js';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';

const schema = {
  topic: required('b', 'string'),
  queueId: required('queueId', 'int'),
  offset: optional('offset', 'long'),
  isBatch: optional('m', 'boolean'),
} as const;
const fields = compileHeader(schema);
const valid = { b: 'T', queueId: '1' };

function decode(extFields: Record<string, string> | undefined): HeaderValues<typeof schema> {
  return decodeExtFields<typeof schema>(fields, extFields, 'an answer of b:1');
}

describe('compileHeader', () => {
  it('keeps the order of the schema', () => {
    const names = fields.map(({ name, wireName }) => `${name}=${wireName}`);

    expect(names).toEqual(['topic=b', 'queueId=queueId', 'offset=offset', 'isBatch=m']);
  });

  it('prepares what stands in front of a value in either format', () => {
    const [, queueId] = fields;

    expect(Buffer.from(queueId?.binaryKey ?? []).toString('hex')).toBe('000771756575654964');
    expect(queueId?.jsonKey).toBe('"queueId":');
  });
});

describe('encodeExtFields', () => {
  it('writes all values as strings under their wire names', () => {
    const values: HeaderValues<typeof schema> = { topic: 'T', queueId: -1, offset: 2 ** 53 - 1, isBatch: false };

    const extFields = encodeExtFields(fields, values);

    expect(extFields).toEqual({ b: 'T', queueId: '-1', offset: '9007199254740991', m: 'false' });
  });

  it('leaves out fields without a value', () => {
    const extFields = encodeExtFields(fields, { topic: 'T', queueId: 0, offset: undefined });

    expect(Object.keys(extFields)).toEqual(['b', 'queueId']);
  });

  it('takes nothing but the fields of the schema', () => {
    const extFields = encodeExtFields(fields, { topic: 'T', queueId: 0, b: 'X', other: 1 });

    expect(extFields).toEqual({ b: 'T', queueId: '0' });
  });
});

describe('decodeExtFields', () => {
  it('gives each value its type', () => {
    const values = decode({ b: 'T', queueId: '-2147483648', offset: '9007199254740991', m: 'true', other: 'x' });

    expect(values).toEqual({ topic: 'T', queueId: -2_147_483_648, offset: 9_007_199_254_740_991, isBatch: true });
  });

  it('leaves optional fields that are not there undefined', () => {
    const values = decode(valid);

    expect(Object.keys(values)).toEqual(['topic', 'queueId']);
  });

  it.each([
    ['true', true],
    ['TRUE', true],
    ['false', false],
    ['yes', false],
    ['', false],
  ])('reads the boolean %j as Java does', (text, expected) => {
    const values = decode({ ...valid, m: text });

    expect(values.isBatch).toBe(expected);
  });

  it.each([
    ['queueId', 'abc'],
    ['queueId', ''],
    ['queueId', ' '],
    ['queueId', '1.5'],
    ['queueId', '2147483648'],
    ['queueId', '-2147483649'],
    ['queueId', 'NaN'],
    ['queueId', 'Infinity'],
    ['offset', '9007199254740992'],
    ['offset', '-9007199254740992'],
    ['offset', '1e400'],
  ])('refuses a number in %s that is not of its type: %j', (wireName, text) => {
    const error = rocketMQErrorOf(() => decode({ ...valid, [wireName]: text }));

    expect(error).toBeInstanceOf(ResponseInvalidError);
    expect(error.message).toContain(`an answer of b:1 has ${JSON.stringify(text)} in the header field ${wireName}`);
  });

  it('refuses a header that lacks a required field', () => {
    const error = rocketMQErrorOf(() => decode({ b: 'T' }));

    expect(error).toBeInstanceOf(ResponseInvalidError);
    expect(error.message).toBe('an answer of b:1 lacks the header field queueId');
  });

  it('refuses a missing header if a field is required', () => {
    const error = rocketMQErrorOf(() => decode(undefined));

    expect(error.message).toBe('an answer of b:1 lacks the header field b');
  });

  it('takes a missing header if no field is required', () => {
    const values = decodeExtFields(compileHeader({}), undefined, 'an answer');

    expect(values).toEqual({});
  });
});
