import { describe, expect, it } from '@jest/globals';
import { batchResults, type SendResult, toSendResult } from '../../../../lib/client/producer/send-result.js';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';
import { aCommand } from '../../../fixtures/commands.js';

const SENT = { message: { topic: 'TopicTest' }, brokerName: 'broker-a', messageId: 'UNIQ', batchPart: undefined };
const FIELDS = { msgId: 'OFFSET', queueId: '3', queueOffset: '42' };

function resultOf(code: number, extFields: Record<string, string> | undefined = FIELDS): SendResult {
  return toSendResult(aCommand({ code, flag: 1, extFields, remark: 'a remark' }), SENT, '10.0.0.1:10911');
}

describe('toSendResult', () => {
  it.each([
    [0, 'SEND_OK'],
    [10, 'FLUSH_DISK_TIMEOUT'],
    [11, 'SLAVE_NOT_AVAILABLE'],
    [12, 'FLUSH_SLAVE_TIMEOUT'],
  ])('[B8.0] [B8.10] [B8.11] [B8.12] takes code %d as stored with status %s', (code, status) => {
    const result = resultOf(code);

    expect(result.sendStatus).toBe(status);
  });

  it("[B8.msgId] [B8.offsetMsgId] [B8.queue] [B8.offset] gives the client's id, the broker's id, and the queue of the answer", () => {
    const result = resultOf(0);

    expect(result).toEqual({
      sendStatus: 'SEND_OK',
      msgId: 'UNIQ',
      offsetMsgId: 'OFFSET',
      messageQueue: { topic: 'TopicTest', brokerName: 'broker-a', queueId: 3 },
      queueOffset: 42,
      transactionId: undefined,
      regionId: 'DefaultRegion',
      traceOn: true,
      recallHandle: undefined,
    });
  });

  it('[B8.recallHandle] [B8.transactionId] [B8.regionId] [B8.traceOn] takes over transaction, region, trace switch and recall handle', () => {
    const result = resultOf(0, {
      ...FIELDS,
      transactionId: 'tx',
      MSG_REGION: 'eu',
      TRACE_ON: 'false',
      recallHandle: 'h',
    });

    expect(result).toMatchObject({ transactionId: 'tx', regionId: 'eu', traceOn: false, recallHandle: 'h' });
  });

  it.each([
    ['an empty region', { MSG_REGION: '' }, { regionId: 'DefaultRegion' }],
    ['a trace switch of true', { TRACE_ON: 'true' }, { traceOn: true }],
    ['an empty trace switch', { TRACE_ON: '' }, { traceOn: true }],
  ])('[B8.regionId] [B8.traceOn] has the default for %s', (_what, fields, expected) => {
    const result = resultOf(0, { ...FIELDS, ...fields });

    expect(result).toMatchObject(expected);
  });

  it.each([
    [2, 'SYSTEM_BUSY'],
    [9999, undefined],
  ])('[B8.x] throws for code %d, with who said it and why', (code, responseName) => {
    const error = rocketMQErrorOf(() => resultOf(code));

    expect(error).toMatchObject({
      code: 'BROKER_RESPONSE',
      responseCode: code,
      responseName,
      address: '10.0.0.1:10911',
      remark: 'a remark',
    });
  });

  it.each(['msgId', 'queueId', 'queueOffset'])('throws when the answer lacks %s', (field) => {
    const fields = Object.fromEntries(Object.entries(FIELDS).filter(([name]) => name !== field));

    const error = rocketMQErrorOf(() => resultOf(0, fields));

    expect(error.code).toBe('RESPONSE_INVALID');
    expect(error.message).toContain(`the send answer of 10.0.0.1:10911 lacks the header field ${field}`);
  });

  it.each([
    ['queueId', '-'],
    ['queueOffset', '9007199254740993'],
    ['queueOffset', ''],
  ])('throws when %s is %p', (field, value) => {
    const error = rocketMQErrorOf(() => resultOf(0, { ...FIELDS, [field]: value }));

    expect(error.code).toBe('RESPONSE_INVALID');
  });
});

function batchAnswer(ids: string, count: number): SendResult {
  return toSendResult(
    aCommand({ code: 0, flag: 1, extFields: { ...FIELDS, msgId: ids } }),
    { ...SENT, batchPart: { messages: Array.from({ length: count }) } },
    '10.0.0.1:10911',
  );
}

describe('the answer to a batch', () => {
  it("[B8.batchId] [F3] gives each message its own ids, and the offset of its place (5.5.0's recorded answer)", () => {
    const ids = ['7F0000020000597F0000000000005044', '7F0000020000597F00000000000050FA'];

    const results = batchResults(batchAnswer(ids.join(','), 2), ['U1', 'U2']);

    expect(results).toMatchObject([
      { msgId: 'U1', offsetMsgId: ids[0], queueOffset: 42, messageQueue: { queueId: 3 }, sendStatus: 'SEND_OK' },
      { msgId: 'U2', offsetMsgId: ids[1], queueOffset: 43, messageQueue: { queueId: 3 }, sendStatus: 'SEND_OK' },
    ]);
  });

  it("[F3] gives all messages the broker's one id if it stored the batch as one entry", () => {
    const results = batchResults(batchAnswer('OFFSET', 3), ['U1', 'U2', 'U3']);

    expect(results.map(({ msgId, offsetMsgId, queueOffset }) => [msgId, offsetMsgId, queueOffset])).toEqual([
      ['U1', 'OFFSET', 42],
      ['U2', 'OFFSET', 43],
      ['U3', 'OFFSET', 44],
    ]);
  });

  it('[F3] is refused with another number of ids', () => {
    const error = rocketMQErrorOf(() => batchAnswer('A,B', 3));

    expect(error).toMatchObject({ code: 'RESPONSE_INVALID' });
    expect(error.message).toContain('3 messages with 2 message ids');
  });
});
