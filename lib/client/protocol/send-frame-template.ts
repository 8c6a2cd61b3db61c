/**
 * The frame's start of plain sends to one queue, kept as bytes: what differs from send to send is filled in, all else is
 * copied. Byte for byte what the generic encoder writes. Source: wire protocol sections 1.5 and 3.4.
 */
import { ByteWriter } from './byte-writer.js';
import { type FrameTemplate, type RequestHead, writeRequestFrameStart } from './frame-encoder.js';
import type { CompiledField } from './header-schema.js';
import type { RequestDefinition, RequestHeader, REQUESTS } from './requests.js';

type SendHeader = RequestHeader<typeof REQUESTS.SEND_MESSAGE_V2>;

/** The header of a send that writes its properties by itself. */
export interface SendValues extends Omit<SendHeader, 'properties'> {
  writeProperties(writer: ByteWriter): void;
}

/** What is the same for all sends of one producer to one queue. */
export type SendFrameFacts = Pick<
  SendHeader,
  'producerGroup' | 'topic' | 'defaultTopic' | 'defaultTopicQueueNums' | 'queueId' | 'unitMode' | 'brokerName'
>;

// Places in the frame's start.
const SECOND_WORD = 4;
const OPAQUE = 13;
const FLAG = 17;
const ENTRIES_LENGTH = 25;
const PREFIX_BYTES = 8;

/** Any time of our days, as digits. */
const TIME_DIGITS = 13;
const LEAST_TIME = 10 ** (TIME_DIGITS - 1);
const LATEST_TIME = 10 ** TIME_DIGITS - 1;

export class SendFrameTemplate implements FrameTemplate {
  readonly #queueId: number;
  /** Up to the length of the properties. */
  readonly #front: Buffer;
  /** From behind the properties to the end of the header. */
  readonly #back: Buffer;
  readonly #timeAt: number;
  /** The time that stands in `#front`. */
  #time = LATEST_TIME;

  constructor(definition: RequestDefinition, sender: Pick<RequestHead, 'language' | 'version'>, facts: SendFrameFacts) {
    const fields = definition.requestFields;
    const split = fields.findIndex(({ name }) => name === 'properties') + 1;
    const plain = { ...facts, sysFlag: 0, bornTimestamp: LATEST_TIME, flag: 0, reconsumeTimes: 0, batch: false };
    const write = (some: readonly CompiledField[], properties?: string): Buffer => {
      const writer = new ByteWriter(1024);
      const head = { ...sender, code: definition.code, opaque: 0, flag: 0, remark: undefined };
      const frame = { head, fields: some, values: { ...plain, properties }, bodyBytes: 0 };
      writeRequestFrameStart(writer, frame, 'ROCKETMQ');
      return Buffer.from(writer.buffer.subarray(0, writer.offset));
    };
    this.#queueId = facts.queueId;
    this.#front = write(fields.slice(0, split), '');
    this.#back = write(fields.slice(split)).subarray(ENTRIES_LENGTH + 4);
    this.#timeAt = this.#front.indexOf(String(LATEST_TIME), ENTRIES_LENGTH);
  }

  write(writer: ByteWriter, opaque: number, flag: number, values: SendValues, bodyBytes: number): boolean {
    const { bornTimestamp } = values;
    const isPlain =
      values.flag === 0 &&
      values.batch === false &&
      bornTimestamp >= LEAST_TIME &&
      bornTimestamp <= LATEST_TIME &&
      values.sysFlag === 0 &&
      values.queueId === this.#queueId &&
      values.reconsumeTimes === 0 &&
      values.maxReconsumeTimes === undefined;
    if (!isPlain) return false;
    const front = this.#front;
    const back = this.#back;
    if (bornTimestamp !== this.#time) this.#setTime(bornTimestamp);
    const { offset } = writer;
    if (writer.buffer.length - offset < front.length) writer.reserve(front.length);
    writer.buffer.set(front, offset);
    const propertiesAt = offset + front.length;
    writer.offset = propertiesAt;
    values.writeProperties(writer);
    if (writer.buffer.length - writer.offset < back.length) writer.reserve(back.length);
    const { buffer, offset: backAt } = writer;
    buffer.set(back, backAt);
    const end = backAt + back.length;
    const headerBytes = end - offset - PREFIX_BYTES;
    buffer.writeInt32BE(4 + headerBytes + bodyBytes, offset);
    // The type of the header stays in the word's first byte.
    buffer[offset + SECOND_WORD + 1] = headerBytes >>> 16;
    buffer[offset + SECOND_WORD + 2] = headerBytes >>> 8;
    buffer[offset + SECOND_WORD + 3] = headerBytes;
    buffer.writeInt32BE(opaque, offset + OPAQUE);
    buffer[offset + FLAG + 3] = flag;
    buffer.writeInt32BE(end - offset - ENTRIES_LENGTH - 4, offset + ENTRIES_LENGTH);
    buffer.writeInt32BE(backAt - propertiesAt, propertiesAt - 4);
    writer.offset = end;
    return true;
  }

  #setTime(time: number): void {
    const digits = String(time);
    for (let index = 0; index < TIME_DIGITS; index++) {
      this.#front[this.#timeAt + index] = digits.charCodeAt(index);
    }
    this.#time = time;
  }
}
