/**
 * What the Java client wrote for its sends comes out byte for byte when the same values go through this client's encoder.
 */
import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '../../../../lib/client/protocol/byte-writer.js';
import { encodeFrame, writeFrameStart, writeRequestFrameStart } from '../../../../lib/client/protocol/frame-encoder.js';
import { decodeExtFields, encodeExtFields } from '../../../../lib/client/protocol/header-schema.js';
import { REQUESTS } from '../../../../lib/client/protocol/requests.js';
import { type DecodedFrame, decodeFrame } from '../../../fixtures/decoded-frames.js';
import { frameName, RECORDED, type RecordedFrame } from '../../../fixtures/recorded-frames.js';

const ROWS = [REQUESTS.SEND_MESSAGE_V2, REQUESTS.SEND_BATCH_MESSAGE];

/** All recorded sends but those of err-raw-requests, which no Java client made. */
const SENDS = RECORDED.filter(
  ({ dir, header, scenario }) =>
    dir === '>' && ROWS.some(({ code }) => code === header.code) && scenario !== 'err-raw-requests',
);

const FOLDERS = [
  { folder: '5.5.0', sends: 96, signed: 12 },
  { folder: '4.9.7', sends: 93, signed: 11 },
  { folder: '5.5.0-binary', sends: 33, signed: 0 },
  { folder: '5.5.0-binary-client', sends: 8, signed: 0 },
  { folder: '4.9.7-binary-client', sends: 8, signed: 0 },
] as const;

function sendsOf(folder: string): readonly RecordedFrame[] {
  return SENDS.filter((frame) => frame.folder === folder);
}

/** The header's values by name, and the fields that the table of sends has no row for (signature, namespace). */
function throughTable({ command }: DecodedFrame): { values: object; tabled: string[]; others: string[] } {
  const fields = REQUESTS.SEND_MESSAGE_V2.requestFields;
  const values = decodeExtFields(fields, command.extFields, 'a recorded send');
  const tabled = Object.keys(encodeExtFields(fields, values));
  return { values, tabled, others: Object.keys(command.extFields ?? {}).filter((key) => !tabled.includes(key)) };
}

/** The frame made from the header's values, its facts and its body. */
function requestFrame(decoded: DecodedFrame): Buffer {
  const { extFields: _, body = Buffer.alloc(0), ...head } = decoded.command;
  const row = ROWS.find(({ code }) => code === head.code) ?? REQUESTS.SEND_MESSAGE_V2;
  const writer = new ByteWriter(16);
  const { values } = throughTable(decoded);
  writeRequestFrameStart(writer, { head, fields: row.requestFields, values, bodyBytes: body.length }, decoded.format);
  return Buffer.concat([writer.buffer.subarray(0, writer.offset), body]);
}

/** The frame made from the header's fields as strings, as it is for hooks that add their own. */
function commandFrame({ command, format }: DecodedFrame): Buffer {
  const writer = new ByteWriter(16);
  writeFrameStart(writer, command, format);
  return Buffer.concat([writer.buffer.subarray(0, writer.offset), command.body ?? Buffer.alloc(0)]);
}

function differing(sends: readonly RecordedFrame[], encode: (decoded: DecodedFrame) => Buffer): string[] {
  return sends.filter(({ bytes }) => !encode(decodeFrame(bytes)).equals(bytes)).map(frameName);
}

describe('recorded sends', () => {
  it.each(FOLDERS)('of $folder come out byte for byte from their values', ({ folder, sends, signed }) => {
    const all = sendsOf(folder);
    const plain = all.filter(({ bytes }) => throughTable(decodeFrame(bytes)).others.length === 0);

    const wrong = differing(plain, requestFrame);

    expect(all).toHaveLength(sends);
    expect(plain).toHaveLength(sends - signed);
    expect(wrong).toEqual([]);
  });

  it.each(FOLDERS)('of $folder come out byte for byte from their fields as strings', ({ folder, sends }) => {
    const all = sendsOf(folder);

    const wrong = [
      ...differing(all, commandFrame),
      ...differing(all, ({ command, format }) => encodeFrame(command, format)),
    ];

    expect(all).toHaveLength(sends);
    expect(wrong).toEqual([]);
  });

  it('carry the fields of the table in the order of the table, and no others but those of hooks', () => {
    const keys = SENDS.map(({ bytes }) => throughTable(decodeFrame(bytes)));

    expect(keys).toHaveLength(238);
    expect(new Set(keys.map(({ tabled }) => tabled.join('')))).toEqual(new Set(['abcdefghijkmn']));
    expect(new Set(keys.flatMap(({ others }) => others))).toEqual(
      new Set(['AccessKey', 'SecurityToken', 'Signature', 'ns', 'nsd']),
    );
  });
});
