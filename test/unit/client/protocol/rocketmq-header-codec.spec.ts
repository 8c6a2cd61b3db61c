import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '../../../../lib/client/protocol/byte-writer.js';
import { compileHeader, optional, required } from '../../../../lib/client/protocol/header-schema.js';
import type { RemotingCommand } from '../../../../lib/client/protocol/remoting-command.js';
import {
  decodeBinaryHeader,
  writeBinaryHeader,
  writeBinaryRequestHeader,
} from '../../../../lib/client/protocol/rocketmq-header-codec.js';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';
import { aCommand, binaryHeader, bytesOf } from '../../../fixtures/commands.js';

const NO_REMARK = bytesOf([0, 4]);
const NO_ENTRIES = bytesOf([0, 4]);

function entries(...content: Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  return bytesOf([bytes.length, 4], bytes);
}

function entry(key: string, value: string): Buffer {
  return bytesOf([Buffer.byteLength(key), 2], key, [Buffer.byteLength(value), 4], value);
}

function encode(command: RemotingCommand): Buffer {
  const writer = new ByteWriter(1);
  writeBinaryHeader(writer, command);
  return writer.buffer.subarray(0, writer.offset);
}

function decode(header: Buffer): RemotingCommand {
  return decodeBinaryHeader(header, undefined);
}

describe('writeBinaryHeader', () => {
  it('writes the fixed part in 21 bytes', () => {
    const bytes = encode(aCommand({ code: 310, language: 'JAVA', version: 513, opaque: -2, flag: 2 }));

    const expected = bytesOf([310, 2], [0, 1], [513, 2], [-2, 4], [2, 4], [0, 4], [0, 4]);
    expect(expected).toHaveLength(21);
    expect(bytes).toEqual(expected);
  });

  it('writes remark and entries behind their lengths in bytes', () => {
    const bytes = encode(aCommand({ remark: 'ü', extFields: { a: '中', b: '' } }));

    const expected = binaryHeader(bytesOf([2, 4], 'ü'), entries(entry('a', '中'), entry('b', '')));
    expect(bytes).toEqual(expected);
  });

  it.each([undefined, 'COBOL'])('writes the language %j as OTHER', (language) => {
    const bytes = encode(aCommand({ language }));

    expect(bytes[2]).toBe(7);
  });

  it.each([32_768, 200_050, -1])('refuses the code %d, which 16 bits cannot hold', (code) => {
    const act = (): Buffer => encode(aCommand({ code }));

    expect(act).toThrow(
      new RangeError(`code ${code} does not fit into a binary header: send this request with JSON headers`),
    );
  });
});

describe('writeBinaryRequestHeader', () => {
  it('writes strings, numbers and booleans and leaves out what is not there', () => {
    const fields = compileHeader({
      topic: required('topic', 'string'),
      offset: required('offset', 'long'),
      isLast: required('l', 'boolean'),
      zone: optional('z', 'string'),
    });
    const writer = new ByteWriter(1);

    writeBinaryRequestHeader(writer, aCommand(), fields, {
      topic: '中',
      offset: Number.MIN_SAFE_INTEGER,
      isLast: true,
    });

    const expected = entries(entry('topic', '中'), entry('offset', '-9007199254740991'), entry('l', 'true'));
    expect(writer.buffer.subarray(0, writer.offset)).toEqual(binaryHeader(NO_REMARK, expected));
  });
});

describe('decodeBinaryHeader', () => {
  it('reads all fields', () => {
    const command = decode(binaryHeader(bytesOf([2, 4], 'ü'), entries(entry('a', '中'), entry('b', '2'))));

    expect(command).toEqual(aCommand({ remark: 'ü', extFields: { a: '中', b: '2' } }));
  });

  it('takes a length of 0 as absent', () => {
    const command = decode(binaryHeader(NO_REMARK, NO_ENTRIES));

    expect(command).toEqual(aCommand());
  });

  it('drops entries without a key or a value, as Java does', () => {
    const command = decode(binaryHeader(NO_REMARK, entries(entry('', 'x'), entry('a', ''), entry('b', '2'))));

    expect(command.extFields).toEqual({ b: '2' });
  });

  it('takes the last of several entries with one key', () => {
    const command = decode(binaryHeader(NO_REMARK, entries(entry('a', '1'), entry('a', '2'))));

    expect(command.extFields).toEqual({ a: '2' });
  });

  it('keeps entries named __proto__ as entries, the last one of several', () => {
    const command = decode(binaryHeader(NO_REMARK, entries(entry('__proto__', '1'), entry('__proto__', '2'))));

    expect(Object.entries(command.extFields ?? {})).toEqual([['__proto__', '2']]);
    expect(Object.getPrototypeOf(command.extFields)).toBe(Object.prototype);
  });

  it('does not know the language of an unknown code', () => {
    const header = binaryHeader(NO_REMARK, NO_ENTRIES);
    header[2] = 99;

    const command = decode(header);

    expect(command.language).toBeUndefined();
  });

  it.each([
    ['an empty header', Buffer.alloc(0)],
    ['a header that ends in its fixed part', binaryHeader(NO_REMARK, NO_ENTRIES).subarray(0, 20)],
    ['a remark beyond the end', binaryHeader(bytesOf([9, 4], 'ab'), Buffer.alloc(0))],
    ['a remark of negative length', binaryHeader(bytesOf([-1, 4]), NO_ENTRIES)],
    ['entries beyond the end', binaryHeader(NO_REMARK, bytesOf([9, 4], 'ab'))],
    ['entries of negative length', binaryHeader(NO_REMARK, bytesOf([-1, 4]))],
    ['a key beyond the end', binaryHeader(NO_REMARK, entries(bytesOf([9, 2], 'ab')))],
    ['a key of negative length', binaryHeader(NO_REMARK, entries(bytesOf([-1, 2], 'ab')))],
    ['a value beyond the end', binaryHeader(NO_REMARK, entries(bytesOf([1, 2], 'a', [9, 4], 'ab')))],
    ['a value of negative length', binaryHeader(NO_REMARK, entries(bytesOf([1, 2], 'a', [-1, 4], 'ab')))],
  ])('refuses %s', (_what, header) => {
    const error = rocketMQErrorOf(() => decode(header));

    expect(error.code).toBe('FRAME_MALFORMED');
    expect(error.message).toMatch(/^binary frame header: -?\d+ bytes (of fields )?announced/);
  });
});
