import * as fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '../../../../lib/client/protocol/byte-writer.js';
import { writeRequestFrameStart, writeText } from '../../../../lib/client/protocol/frame-encoder.js';
import { REQUESTS } from '../../../../lib/client/protocol/requests.js';
import {
  type SendFrameFacts,
  SendFrameTemplate,
  type SendValues,
} from '../../../../lib/client/protocol/send-frame-template.js';

const { SEND_MESSAGE_V2, SEND_BATCH_MESSAGE } = REQUESTS;
const SENDER = { language: 'OTHER', version: 475 };

const FACTS: SendFrameFacts = {
  producerGroup: 'orders',
  defaultTopic: 'TBW102',
  defaultTopicQueueNums: 4,
  unitMode: false,
  batch: false,
  brokerName: 'broker-a',
};

const PLAIN = { sysFlag: 0, flag: 0, reconsumeTimes: 0, maxReconsumeTimes: undefined };

const VALUES = {
  ...FACTS,
  ...PLAIN,
  topic: 'orders',
  queueId: 2,
  properties: 'a\u0001b\u0002',
  bornTimestamp: 1_700_000_000_000,
};

interface PlainValues {
  readonly properties: string;
  readonly isPlain?: boolean;
}

interface Frame {
  readonly definition: typeof SEND_MESSAGE_V2;
  readonly values: object;
  readonly opaque: number;
  readonly flag: number;
  readonly bodyBytes: number;
}

function generic(writer: ByteWriter, { definition, values, opaque, flag, bodyBytes }: Frame): Buffer {
  const start = writer.offset;
  const head = { ...SENDER, code: definition.code, opaque, flag, remark: undefined };
  writeRequestFrameStart(writer, { head, fields: definition.requestFields, values, bodyBytes }, 'ROCKETMQ');
  return writer.buffer.subarray(start, writer.offset);
}

/** As a send brings them: its properties it writes itself. */
function writing({ properties, ...values }: Omit<SendValues, 'isPlain' | 'writeProperties'> & PlainValues): SendValues {
  return { isPlain: true, ...values, writeProperties: (writer) => writeText(writer, properties) };
}

describe('the template of a send', () => {
  it('writes what the generic encoder writes, for 10,000 random headers', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
    const facts = fc.record({
      producerGroup: text,
      defaultTopic: text,
      defaultTopicQueueNums: fc.nat(),
      unitMode: fc.boolean(),
      batch: fc.boolean(),
      brokerName: text,
    });
    const queueId = fc.integer({ min: 1, max: 10 }).chain((digits) => fc.nat(Math.min(10 ** digits - 1, 0x7fff_ffff)));
    const sends = fc.array(
      fc.record({
        topic: fc.constantFrom('orders', 'topics', 'order-created', '%RETRY%group', 't'.repeat(127), ''),
        queueId,
        properties: fc.string({ unit: 'binary', maxLength: 400 }),
        bornTimestamp: fc.integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 }),
        opaque: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
        flag: fc.constantFrom(0, 2),
        bodyBytes: fc.nat(5_000_000),
      }),
      { minLength: 5, maxLength: 5 },
    );
    const property = fc.property(facts, sends, (common, several) => {
      const definition = common.batch ? SEND_BATCH_MESSAGE : SEND_MESSAGE_V2;
      const template = new SendFrameTemplate(definition, SENDER, common);
      const [written, expected] = [new ByteWriter(64), new ByteWriter(64)];
      for (const { opaque, flag, bodyBytes, ...own } of several) {
        const values = { ...common, ...PLAIN, ...own };
        const start = written.offset;

        const isWritten = template.write(written, opaque, flag, writing(values), bodyBytes);

        const frame = generic(expected, { definition, values, opaque, flag, bodyBytes });
        expect(isWritten).toBe(true);
        expect(written.buffer.subarray(start, written.offset)).toEqual(frame);
      }
    });

    fc.assert(property, { numRuns: 2000 });
  });

  it('goes on after a topic that it is not for', () => {
    const template = new SendFrameTemplate(SEND_MESSAGE_V2, SENDER, FACTS);
    const writer = new ByteWriter(64);
    const of = (topic: string): SendValues => writing({ ...VALUES, topic });
    const expected = new ByteWriter(64);
    const frame = { definition: SEND_MESSAGE_V2, values: VALUES, opaque: 1, flag: 0, bodyBytes: 0 };

    const isWritten = ['orders', 'ordérs', 'orders'].map((topic) => template.write(writer, 1, 0, of(topic), 0));

    expect(isWritten).toEqual([true, false, true]);
    const [first, second] = [generic(expected, frame), generic(expected, frame)];
    expect(writer.buffer.subarray(0, writer.offset)).toEqual(Buffer.concat([first, second]));
  });

  it.each([
    ['values that are not plain', { isPlain: false }],
    ['a negative queue', { queueId: -1 }],
    ['a batch', { batch: true }],
    ['a time of long ago', { bornTimestamp: 999_999_999_999 }],
    ['a time of the far future', { bornTimestamp: 10_000_000_000_000 }],
  ])('is not for %s: nothing is written then', (_, other) => {
    const template = new SendFrameTemplate(SEND_MESSAGE_V2, SENDER, FACTS);
    const writer = new ByteWriter(64);
    const values = { ...VALUES, ...other };

    const isWritten = template.write(writer, 1, 0, writing(values), 0);

    expect([isWritten, writer.offset]).toEqual([false, 0]);
  });
});
