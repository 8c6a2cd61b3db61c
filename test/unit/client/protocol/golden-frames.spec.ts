/**
 * The frames of wire protocol section 14, in both directions.
 */
import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '../../../../lib/client/protocol/byte-writer.js';
import { encodeFrame, writeRequestFrameStart } from '../../../../lib/client/protocol/frame-encoder.js';
import { decodeExtFields } from '../../../../lib/client/protocol/header-schema.js';
import { REQUESTS } from '../../../../lib/client/protocol/requests.js';
import { aCommand } from '../../../fixtures/commands.js';
import { decodeFrame } from '../../../fixtures/decoded-frames.js';
import {
  ROUTE_REQUEST_BINARY,
  ROUTE_REQUEST_JSON,
  SEND_REQUEST_BINARY,
  SEND_RESPONSE_JSON,
  UNIQ_KEY,
} from '../../../fixtures/golden-vectors.js';

const ROUTE_REQUEST = aCommand({ language: 'NODE_JS', version: 479, extFields: { topic: 'TopicTest' } });
const SEND_HEAD = { ...aCommand({ code: 310, language: 'NODE_JS', version: 479, opaque: 2 }), body: undefined };
const SEND_VALUES = {
  producerGroup: 'PG',
  topic: 'TopicTest',
  defaultTopic: 'TBW102',
  defaultTopicQueueNums: 4,
  queueId: 0,
  sysFlag: 0,
  bornTimestamp: 1_700_000_000_000,
  flag: 0,
  properties: `UNIQ_KEY\u0001${UNIQ_KEY}\u0002WAIT\u0001true\u0002TAGS\u0001TagA\u0002`,
  reconsumeTimes: 0,
  unitMode: false,
  batch: false,
  brokerName: 'broker-a',
};

describe('golden frames', () => {
  it('A: a route request with a JSON header decodes', () => {
    const { command, format } = decodeFrame(ROUTE_REQUEST_JSON);

    expect(format).toBe('JSON');
    expect(command).toEqual(ROUTE_REQUEST);
  });

  it('I: a route request with a binary header decodes, and is written byte for byte', () => {
    const { command, format } = decodeFrame(ROUTE_REQUEST_BINARY);
    const written = encodeFrame(ROUTE_REQUEST, 'ROCKETMQ');

    expect(format).toBe('ROCKETMQ');
    expect(command).toEqual(ROUTE_REQUEST);
    expect(written.toString('hex')).toBe(ROUTE_REQUEST_BINARY.toString('hex'));
  });

  it('B: a send with a binary header decodes', () => {
    const { command, format } = decodeFrame(SEND_REQUEST_BINARY);

    const values = decodeExtFields(REQUESTS.SEND_MESSAGE_V2.requestFields, command.extFields, 'the send');
    expect(format).toBe('ROCKETMQ');
    expect(command).toEqual({ ...SEND_HEAD, extFields: command.extFields, body: Buffer.from('hello') });
    expect(values).toEqual(SEND_VALUES);
  });

  it('B: a send with a binary header is written byte for byte', () => {
    const writer = new ByteWriter(1);
    const fields = REQUESTS.SEND_MESSAGE_V2.requestFields;

    writeRequestFrameStart(writer, { head: SEND_HEAD, fields, values: SEND_VALUES, bodyBytes: 5 }, 'ROCKETMQ');

    const frame = Buffer.concat([writer.buffer.subarray(0, writer.offset), Buffer.from('hello')]);
    expect(frame.toString('hex')).toBe(SEND_REQUEST_BINARY.toString('hex'));
  });

  it('C: the answer to a send decodes to its values', () => {
    const { command, format } = decodeFrame(SEND_RESPONSE_JSON);

    const values = decodeExtFields(REQUESTS.SEND_MESSAGE_V2.responseFields, command.extFields, 'the answer');
    expect(format).toBe('JSON');
    expect(command).toMatchObject({ code: 0, flag: 1, opaque: 2, language: 'JAVA', version: 479 });
    expect(values).toEqual({
      msgId: '7F00000100002A9F0000000000000000',
      queueId: 0,
      queueOffset: 0,
      transactionId: UNIQ_KEY,
      regionId: 'DefaultRegion',
      traceOn: 'true',
    });
  });

  it.each([
    ['A', ROUTE_REQUEST_JSON],
    ['C', SEND_RESPONSE_JSON],
  ])('%s keeps its content when written again', (_letter, bytes) => {
    const { command } = decodeFrame(bytes);

    const again = decodeFrame(encodeFrame(command, 'JSON')).command;

    expect(again).toEqual(command);
  });
});
