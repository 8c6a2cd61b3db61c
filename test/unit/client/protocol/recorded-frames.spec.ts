/**
 * Every frame that official clients and servers were recorded with decodes to what the recorder saw in it.
 */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { decodeExtFields } from '../../../../lib/client/protocol/header-schema.js';
import { bodyText, isResponse } from '../../../../lib/client/protocol/remoting-command.js';
import { type RequestDefinition, REQUESTS } from '../../../../lib/client/protocol/requests.js';
import { byteByByte, cutAt, type DecodedFrame, decodeFrame, decodeFrames } from '../../../fixtures/decoded-frames.js';
import * as recordings from '../../../fixtures/recorded-frames.js';
import { SeededRandom } from '../../../fixtures/seeded-random.js';

const { frameName, framesOf, RECORDED, SCENARIO_COUNTS, streamsOf } = recordings;

const FOLDERS = [
  { folder: '5.5.0', files: 62, frames: 1352, streams: 278 },
  { folder: '4.9.7', files: 56, frames: 1269, streams: 254 },
  { folder: '5.5.0-binary', files: 23, frames: 422, streams: 94 },
  { folder: '5.5.0-binary-client', files: 3, frames: 40, streams: 12 },
  { folder: '4.9.7-binary-client', files: 3, frames: 40, streams: 12 },
] as const;

const ROWS: ReadonlyMap<number, RequestDefinition> = new Map(Object.values(REQUESTS).map((row) => [row.code, row]));
const SHORTENED = /\.\.\. \((\d+) characters\)$/;

/** A value as the recorder wrote it down, if `recorded` was shortened and is the beginning of it. */
function shortenLike(recorded: string, value: string): string {
  const [end, length] = SHORTENED.exec(recorded) ?? [];
  const beginning = recorded.slice(0, recorded.length - (end?.length ?? 0));
  return value.length === Number(length) && value.startsWith(beginning) ? recorded : value;
}

function decodedFacts({ command, format }: DecodedFrame, recorded: recordings.RecordedFrame): unknown {
  const { code, language, version, opaque, flag, remark, extFields } = command;
  const fields = new Map(
    Object.entries(extFields ?? {}).map(([key, value]) => [
      key,
      shortenLike(recorded.header.extFields?.[key] ?? '', value),
    ]),
  );
  const text = recorded.bodyText === undefined ? undefined : bodyText(command);
  return { format, code, language, version, opaque, flag, remark, fields, text };
}

function recordedFacts({ header, bodyText: text }: recordings.RecordedFrame): unknown {
  const { type, extFields, code, language, version, opaque, flag, remark } = header;
  const fields = new Map(Object.entries(extFields ?? {}).filter(([, value]) => type === 'JSON' || value !== ''));
  return { format: type, code, language, version, opaque, flag, remark, fields, text };
}

/** The frames that decoded to something else than was recorded. */
function differing(decoded: readonly DecodedFrame[], recorded: readonly recordings.RecordedFrame[]): string[] {
  return recorded
    .filter((frame, index) => {
      const counterpart = decoded[index];
      return counterpart === undefined || !isDeepStrictEqual(decodedFacts(counterpart, frame), recordedFacts(frame));
    })
    .map(frameName);
}

describe('recorded frames', () => {
  it.each(FOLDERS)('decode when pushed whole: $frames frames of $folder', ({ folder, files, frames }) => {
    const recorded = framesOf(folder);

    const decoded = recorded.map((frame) => decodeFrame(frame.bytes));

    expect(SCENARIO_COUNTS.get(folder)).toBe(files);
    expect(decoded).toHaveLength(frames);
    expect(differing(decoded, recorded)).toEqual([]);
  });

  it('decode when pushed byte by byte', () => {
    const recorded = RECORDED.filter((frame) => ['send-properties', 'consume-push'].includes(frame.scenario));

    const decoded = recorded.flatMap((frame) => decodeFrames(byteByByte(frame.bytes)));

    expect(decoded).toHaveLength(183);
    expect(differing(decoded, recorded)).toEqual([]);
  });

  it.each(FOLDERS)('decode as $streams streams of $folder cut anywhere', ({ folder, frames, streams }) => {
    const random = new SeededRandom(1);
    const recorded = streamsOf(folder);

    const decoded = recorded.map((stream) => {
      const bytes = Buffer.concat(stream.map((frame) => frame.bytes));
      const cuts = Array.from({ length: 3 * stream.length }, () => random.below(bytes.length));
      return decodeFrames(cutAt(bytes, cuts));
    });

    expect(decoded).toHaveLength(streams);
    expect(decoded.flat()).toHaveLength(frames);
    expect(recorded.flatMap((stream, index) => differing(decoded[index] ?? [], stream))).toEqual([]);
  });

  it('of requests in the table fit their rows, whoever sent them', () => {
    const requests = RECORDED.filter((frame) => !frame.scenario.startsWith('err-raw'))
      .map((frame) => decodeFrame(frame.bytes).command)
      .filter((command) => !isResponse(command) && ROWS.has(command.code));

    const values = requests.map(({ code, extFields }) =>
      decodeExtFields(ROWS.get(code)?.requestFields ?? [], extFields, `a recorded request ${code}`),
    );

    expect(values).toHaveLength(1455);
  });

  it('of successful answers fit the rows of their requests', () => {
    const answers = RECORDED.filter(({ re, header }) => re !== undefined && ROWS.has(re) && header.code === 0);

    const values = answers.map(({ bytes, re }) =>
      decodeExtFields(
        ROWS.get(re ?? 0)?.responseFields ?? [],
        decodeFrame(bytes).command.extFields,
        `an answer to ${re}`,
      ),
    );

    expect(values).toHaveLength(1140);
  });
});
