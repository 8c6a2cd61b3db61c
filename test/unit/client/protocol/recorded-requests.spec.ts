/**
 * The other requests that this client sends keep their values on the way through its table and its encoder.
 */
import { describe, expect, it } from '@jest/globals';
import { encodeFrame } from '../../../../lib/client/protocol/frame-encoder.js';
import { decodeExtFields, encodeExtFields } from '../../../../lib/client/protocol/header-schema.js';
import { decodeHeartbeatData, encodeHeartbeatData } from '../../../../lib/client/protocol/heartbeat-data.js';
import { bodyText } from '../../../../lib/client/protocol/remoting-command.js';
import { REQUESTS } from '../../../../lib/client/protocol/requests.js';
import { decodeFrame } from '../../../fixtures/decoded-frames.js';
import { RECORDED, type RecordedFrame } from '../../../fixtures/recorded-frames.js';

const REQUEST_ROWS = [
  { row: REQUESTS.PULL_MESSAGE, recorded: 201 },
  { row: REQUESTS.LITE_PULL_MESSAGE, recorded: 8 },
  { row: REQUESTS.QUERY_MESSAGE, recorded: 11 },
  { row: REQUESTS.UPDATE_AND_CREATE_TOPIC, recorded: 4 },
  { row: REQUESTS.VIEW_MESSAGE_BY_ID, recorded: 7 },
  { row: REQUESTS.QUERY_CONSUMER_OFFSET, recorded: 92 },
  { row: REQUESTS.UPDATE_CONSUMER_OFFSET, recorded: 72 },
  { row: REQUESTS.SEARCH_OFFSET_BY_TIMESTAMP, recorded: 6 },
  { row: REQUESTS.GET_MAX_OFFSET, recorded: 10 },
  { row: REQUESTS.GET_MIN_OFFSET, recorded: 11 },
  { row: REQUESTS.HEART_BEAT, recorded: 158 },
  { row: REQUESTS.UNREGISTER_CLIENT, recorded: 282 },
  { row: REQUESTS.GET_CONSUMER_LIST_BY_GROUP, recorded: 57 },
  { row: REQUESTS.GET_ROUTEINFO_BY_TOPIC, recorded: 295 },
  { row: REQUESTS.RECALL_MESSAGE, recorded: 10 },
].map(({ row, recorded }) => ({ name: row.name, row, recorded }));

function requestsWith(code: number): readonly RecordedFrame[] {
  return RECORDED.filter(({ dir, header }) => dir === '>' && header.code === code && (header.flag & 1) === 0);
}

function heartbeatTexts(): readonly string[] {
  const bodies = requestsWith(REQUESTS.HEART_BEAT.code).map(({ bytes }) => bodyText(decodeFrame(bytes).command));
  return bodies.filter((text) => text.includes('"consumerDataSet":[]'));
}

describe('recorded requests', () => {
  it.each(REQUEST_ROWS)('$name: $recorded keep their values when encoded again', ({ row, recorded }) => {
    const frames = requestsWith(row.code).map(({ bytes }) => decodeFrame(bytes));
    const values = frames.map(({ command }) => decodeExtFields(row.requestFields, command.extFields, row.name));

    const again = frames.map(({ command, format }, index) => {
      const extFields = encodeExtFields(row.requestFields, values[index] ?? {});
      return decodeFrame(encodeFrame({ ...command, extFields }, format)).command;
    });

    expect(frames).toHaveLength(recorded);
    expect(again.map(({ extFields }) => decodeExtFields(row.requestFields, extFields, row.name))).toEqual(values);
    expect(again.map(bodyText)).toEqual(frames.map(({ command }) => bodyText(command)));
  });

  it('recalls come out byte for byte', () => {
    const row = REQUESTS.RECALL_MESSAGE;
    const recorded = requestsWith(row.code);

    const again = recorded.map(({ bytes }) => {
      const { command, format } = decodeFrame(bytes);
      const extFields = encodeExtFields(
        row.requestFields,
        decodeExtFields(row.requestFields, command.extFields, row.name),
      );
      return encodeFrame({ ...command, extFields }, format);
    });

    expect(again).toEqual(recorded.map(({ bytes }) => bytes));
  });

  it('heartbeats of clients that only produce keep what they say', () => {
    const recorded = heartbeatTexts().map(decodeHeartbeatData);

    const again = recorded.map((data) => decodeHeartbeatData(encodeHeartbeatData(data).toString('utf8')));

    expect(recorded).toHaveLength(90);
    expect(again).toEqual(recorded);
    expect(new Set(recorded.flatMap(({ producerGroups }) => producerGroups))).toContain('PG_send');
  });

  it('heartbeats of 5.5.0 clients that only produce come out byte for byte', () => {
    const recorded = heartbeatTexts().filter((text) => text.includes('"withoutSub"'));

    const again = recorded.map((text) => encodeHeartbeatData(decodeHeartbeatData(text)).toString('utf8'));

    expect(recorded).toHaveLength(71);
    expect(again).toEqual(recorded);
  });
});
