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

const { SEND_MESSAGE_V2 } = REQUESTS;
const SENDER = { language: 'OTHER', version: 475 };

const FACTS: SendFrameFacts = {
  producerGroup: 'orders',
  topic: 'order-created',
  defaultTopic: 'TBW102',
  defaultTopicQueueNums: 4,
  queueId: 3,
  unitMode: false,
  brokerName: 'broker-a',
};

const PLAIN = { sysFlag: 0, flag: 0, reconsumeTimes: 0, maxReconsumeTimes: undefined, batch: false };

interface Frame {
  readonly values: object;
  readonly opaque: number;
  readonly flag: number;
  readonly bodyBytes: number;
}

function generic(writer: ByteWriter, { values, opaque, flag, bodyBytes }: Frame): Buffer {
  const start = writer.offset;
  const head = { ...SENDER, code: SEND_MESSAGE_V2.code, opaque, flag, remark: undefined };
  writeRequestFrameStart(writer, { head, fields: SEND_MESSAGE_V2.requestFields, values, bodyBytes }, 'ROCKETMQ');
  return writer.buffer.subarray(start, writer.offset);
}

/** Values that write their properties themselves, as a send does. */
function writing<V extends { readonly properties: string }>(values: V): V & Pick<SendValues, 'writeProperties'> {
  return { ...values, writeProperties: (writer) => writeText(writer, values.properties) };
}

describe('the template of a send', () => {
  it('writes what the generic encoder writes, for 10,000 random headers', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
    const facts = fc.record({
      producerGroup: text,
      topic: text,
      defaultTopic: text,
      defaultTopicQueueNums: fc.nat(),
      queueId: fc.nat(),
      unitMode: fc.boolean(),
      brokerName: text,
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
    const property = fc.property(facts, sends, (common, several) => {
      const template = new SendFrameTemplate(SEND_MESSAGE_V2, SENDER, common);
      const [written, expected] = [new ByteWriter(64), new ByteWriter(64)];
      for (const { properties, bornTimestamp, ...frame } of several) {
        const values = { ...common, ...PLAIN, properties, bornTimestamp };
        const start = written.offset;

        const isWritten = template.write(written, frame.opaque, frame.flag, writing(values), frame.bodyBytes);

        expect(isWritten).toBe(true);
        expect(written.buffer.subarray(start, written.offset)).toEqual(generic(expected, { values, ...frame }));
      }
    });

    fc.assert(property, { numRuns: 2000 });
  });

  it.each([
    ['a flag', { flag: 1 }],
    ['a compressed body', { sysFlag: 1 }],
    ['another queue', { queueId: 2 }],
    ['a retry', { reconsumeTimes: 1 }],
    ['a most number of retries', { maxReconsumeTimes: 16 }],
    ['a batch', { batch: true }],
    ['a time of long ago', { bornTimestamp: 999_999_999_999 }],
    ['a time of the far future', { bornTimestamp: 10_000_000_000_000 }],
  ])('is not for %s: nothing is written then', (_, other) => {
    const template = new SendFrameTemplate(SEND_MESSAGE_V2, SENDER, FACTS);
    const writer = new ByteWriter(64);
    const values = { ...FACTS, ...PLAIN, properties: 'a\u0001b\u0002', bornTimestamp: 1_700_000_000_000, ...other };

    const isWritten = template.write(writer, 1, 0, writing(values), 0);

    expect([isWritten, writer.offset]).toEqual([false, 0]);
  });
});
