/**
 * The frame's start of plain sends to the queues of one broker, kept as bytes: what differs from send to send is filled in,
 * all else is copied. Byte for byte what the generic encoder writes. Source: wire protocol sections 1.5 and 3.4.
 */
import { ByteWriter } from './byte-writer.js';
import { type FrameTemplate, type RequestHead, writeRequestFrameStart } from './frame-encoder.js';
import type { CompiledField } from './header-schema.js';
import type { RequestDefinition, RequestHeader, REQUESTS } from './requests.js';

type SendHeader = RequestHeader<typeof REQUESTS.SEND_MESSAGE_V2>;

/** What differs from send to send. */
export interface SendValues {
  readonly queueId: number;
  readonly bornTimestamp: number;
  readonly batch: boolean;
  /** Its flags and its count of retries are 0, and it has no most number of these. */
  readonly isPlain: boolean;
  writeProperties(writer: ByteWriter): void;
}

/** What is the same for all sends of one kind of one producer to the queues of a topic on one broker. */
export interface SendFrameFacts extends Pick<
  SendHeader,
  'producerGroup' | 'topic' | 'defaultTopic' | 'defaultTopicQueueNums' | 'unitMode' | 'brokerName'
> {
  readonly batch: boolean;
}

// Places in the frame's start.
const SECOND_WORD = 4;
const OPAQUE = 13;
const FLAG = 17;
const ENTRIES_LENGTH = 25;
const PREFIX_BYTES = 8;

const ZERO = 0x30;
/** Any time of our days, as digits. */
const TIME_DIGITS = 13;
const LEAST_TIME = 10 ** (TIME_DIGITS - 1);
const LATEST_TIME = 10 ** TIME_DIGITS - 1;
/** Times are cut in two, as numbers of 32 bits are faster to take apart. */
const LOW_TIME_DIGITS = 6;
const LOW_TIME_END = 10 ** LOW_TIME_DIGITS;

/** How many digits a queue's id has: a template is for ids of one length. */
export function queueIdDigits(queueId: number): number {
  return String(queueId).length;
}

export class SendFrameTemplate implements FrameTemplate {
  readonly #batch: boolean;
  readonly #leastQueueId: number;
  readonly #endQueueId: number;
  /** Up to the length of the properties. */
  readonly #front: Buffer;
  /** From behind the properties to the end of the header. */
  readonly #back: Buffer;
  /** Behind its last digit in `#front`. */
  readonly #queueIdEnd: number;
  readonly #timeEnd: number;
  /** What stands in `#front`. */
  #queueId: number;
  #time = LATEST_TIME;

  /** @param queueDigits - see {@link queueIdDigits} */
  constructor(
    definition: RequestDefinition,
    sender: Pick<RequestHead, 'language' | 'version'>,
    facts: SendFrameFacts,
    queueDigits: number,
  ) {
    const fields = definition.requestFields;
    const leastQueueId = queueDigits === 1 ? 0 : 10 ** (queueDigits - 1);
    const plain = { sysFlag: 0, bornTimestamp: LATEST_TIME, flag: 0, reconsumeTimes: 0, properties: '' };
    const values = { ...facts, ...plain, queueId: leastQueueId };
    const write = (some: readonly CompiledField[]): Buffer => {
      const writer = new ByteWriter(1024);
      const head = { ...sender, code: definition.code, opaque: 0, flag: 0, remark: undefined };
      writeRequestFrameStart(writer, { head, fields: some, values, bodyBytes: 0 }, 'ROCKETMQ');
      return Buffer.from(writer.buffer.subarray(0, writer.offset));
    };
    const behind = (name: string): number => fields.findIndex((field) => field.name === name) + 1;
    this.#batch = facts.batch;
    this.#leastQueueId = leastQueueId;
    this.#endQueueId = 10 ** queueDigits;
    this.#front = write(fields.slice(0, behind('properties')));
    this.#back = write(fields.slice(behind('properties'))).subarray(ENTRIES_LENGTH + 4);
    this.#queueIdEnd = write(fields.slice(0, behind('queueId'))).length;
    this.#timeEnd = write(fields.slice(0, behind('bornTimestamp'))).length;
    this.#queueId = leastQueueId;
  }

  write(writer: ByteWriter, opaque: number, flag: number, values: SendValues, bodyBytes: number): boolean {
    const { bornTimestamp, queueId } = values;
    const fits =
      values.isPlain &&
      values.batch === this.#batch &&
      bornTimestamp >= LEAST_TIME &&
      bornTimestamp <= LATEST_TIME &&
      queueId >= this.#leastQueueId &&
      queueId < this.#endQueueId;
    if (!fits) return false;
    const front = this.#front;
    const back = this.#back;
    if (bornTimestamp !== this.#time) this.#setTime(bornTimestamp);
    if (queueId !== this.#queueId) this.#setQueueId(queueId);
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

  #setQueueId(queueId: number): void {
    writeDigits(this.#front, this.#queueIdEnd, queueId);
    this.#queueId = queueId;
  }

  #setTime(time: number): void {
    const high = Math.floor(time / LOW_TIME_END);
    const low = time - high * LOW_TIME_END;
    // With a one in front, so that its zeros are written, too; what it overwrites comes next.
    writeDigits(this.#front, this.#timeEnd, low + LOW_TIME_END);
    writeDigits(this.#front, this.#timeEnd - LOW_TIME_DIGITS, high);
    this.#time = time;
  }
}

/** Writes a number of 32 bits so that it ends in front of `end`. */
function writeDigits(bytes: Buffer, end: number, value: number): void {
  let at = end;
  let rest = value;
  do {
    const tens = (rest / 10) | 0;
    bytes[--at] = ZERO + rest - tens * 10;
    rest = tens;
  } while (rest > 0);
}
