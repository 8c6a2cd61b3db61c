import * as fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '../../../../lib/client/protocol/byte-writer.js';
import { writeRequestFrameStart, writeText } from '../../../../lib/client/protocol/frame-encoder.js';
import { REQUESTS } from '../../../../lib/client/protocol/requests.js';
import {
  queueIdDigits,
  type SendFrameFacts,
  SendFrameTemplate,
  type SendValues,
} from '../../../../lib/client/protocol/send-frame-template.js';

const { SEND_MESSAGE_V2, SEND_BATCH_MESSAGE } = REQUESTS;
const SENDER = { language: 'OTHER', version: 475 };

const FACTS: SendFrameFacts = {
  producerGroup: 'orders',
  topic: 'order-created',
  defaultTopic: 'TBW102',
  defaultTopicQueueNums: 4,
  unitMode: false,
  batch: false,
  brokerName: 'broker-a',
};

const PLAIN = { sysFlag: 0, flag: 0, reconsumeTimes: 0, maxReconsumeTimes: undefined };

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
      topic: text,
      defaultTopic: text,
      defaultTopicQueueNums: fc.nat(),
      unitMode: fc.boolean(),
      batch: fc.boolean(),
      brokerName: text,
    });
    const queueIds = fc.integer({ min: 1, max: 10 }).chain((digits) => {
      const [min, max] = [digits === 1 ? 0 : 10 ** (digits - 1), Math.min(10 ** digits - 1, 0x7fff_ffff)];
      return fc.array(fc.integer({ min, max }), { minLength: 5, maxLength: 5 });
    });
    const sends = fc.array(
      fc.record({
        properties: fc.string({ unit: 'binary', maxLength: 400 }),
        bornTimestamp: fc.integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 }),
        opaque: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
        flag: fc.constantFrom(0, 2),
        bodyBytes: fc.nat(5_000_000),
      }),
      { minLength: 5, maxLength: 5 },
    );
    const property = fc.property(facts, queueIds, sends, (common, queues, several) => {
      const definition = common.batch ? SEND_BATCH_MESSAGE : SEND_MESSAGE_V2;
      const template = new SendFrameTemplate(definition, SENDER, common, queueIdDigits(queues[0] as number));
      const [written, expected] = [new ByteWriter(64), new ByteWriter(64)];
      for (const [index, { properties, bornTimestamp, ...frame }] of several.entries()) {
        const values = { ...common, ...PLAIN, properties, bornTimestamp, queueId: queues[index] as number };
        const start = written.offset;

        const isWritten = template.write(written, frame.opaque, frame.flag, writing(values), frame.bodyBytes);

        expect(isWritten).toBe(true);
        expect(written.buffer.subarray(start, written.offset)).toEqual(
          generic(expected, { definition, values, ...frame }),
        );
      }
    });

    fc.assert(property, { numRuns: 2000 });
  });

  it.each([
    ['values that are not plain', { isPlain: false }],
    ['a queue with a longer id', { queueId: 10 }],
    ['a negative queue', { queueId: -1 }],
    ['a batch', { batch: true }],
    ['a time of long ago', { bornTimestamp: 999_999_999_999 }],
    ['a time of the far future', { bornTimestamp: 10_000_000_000_000 }],
  ])('is not for %s: nothing is written then', (_, other) => {
    const template = new SendFrameTemplate(SEND_MESSAGE_V2, SENDER, FACTS, 1);
    const writer = new ByteWriter(64);
    const plain = { ...FACTS, ...PLAIN, queueId: 2, properties: 'a\u0001b\u0002', bornTimestamp: 1_700_000_000_000 };
    const values = { ...plain, ...other };

    const isWritten = template.write(writer, 1, 0, writing(values), 0);

    expect([isWritten, writer.offset]).toEqual([false, 0]);
  });
});
