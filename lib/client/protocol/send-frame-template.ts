/**
 * The frame's start of plain sends of one producer to one broker, kept as bytes: what differs from send to send is filled in,
 * all else is copied. Byte for byte what the generic encoder writes. Source: wire protocol sections 1.5 and 3.4.
 */
import { ByteWriter } from './byte-writer.js';
import { type FrameTemplate, type RequestHead, writeRequestFrameStart } from './frame-encoder.js';
import type { CompiledField } from './header-schema.js';
import type { RequestDefinition, RequestHeader, REQUESTS } from './requests.js';

type SendHeader = RequestHeader<typeof REQUESTS.SEND_MESSAGE_V2>;

/** What differs from send to send. */
export interface SendValues extends Pick<SendHeader, 'topic' | 'queueId' | 'bornTimestamp'> {
  readonly batch: boolean;
  /** Its flags and its count of retries are 0, and it has no most number of these. */
  readonly isPlain: boolean;
  writeProperties(writer: ByteWriter): void;
}

/** What is the same for all sends of one kind of one producer to one broker. */
export interface SendFrameFacts extends Pick<
  SendHeader,
  'producerGroup' | 'defaultTopic' | 'defaultTopicQueueNums' | 'unitMode' | 'brokerName'
> {
  readonly batch: boolean;
}

// Places in the frame's start.
const SECOND_WORD = 4;
const OPAQUE = 13;
const FLAG = 17;
const ENTRIES_LENGTH = 25;
const PREFIX_BYTES = 8;

/** Of an i32. */
const MOST_QUEUE_DIGITS = 10;

const ZERO = 0x30;
const LAST_ASCII = 0x7f;
/** Any time of our days, as digits. */
const TIME_DIGITS = 13;
const LEAST_TIME = 10 ** (TIME_DIGITS - 1);
const LATEST_TIME = 10 ** TIME_DIGITS - 1;
/** Times are cut in two, as numbers of 32 bits are faster to take apart. */
const LOW_TIME_DIGITS = 6;
const LOW_TIME_END = 10 ** LOW_TIME_DIGITS;

/** Writes the start of a frame with the fields up to the named one, or from behind it. */
type FieldsWriter = (
  values: Pick<SendHeader, 'topic' | 'queueId'>,
  which: { upTo: string } | { behind: string },
) => Buffer;

export class SendFrameTemplate implements FrameTemplate {
  readonly #batch: boolean;
  readonly #write: FieldsWriter;
  /** By how long what is filled in may be. */
  readonly #fronts = new Map<number, FrameFront>();
  /** The one that was used last. */
  #front: FrameFront | undefined;
  /** From behind the properties to the end of the header. */
  readonly #back: Buffer;

  constructor(definition: RequestDefinition, sender: Pick<RequestHead, 'language' | 'version'>, facts: SendFrameFacts) {
    const plain = { ...facts, sysFlag: 0, bornTimestamp: LATEST_TIME, flag: 0, reconsumeTimes: 0, properties: '' };
    this.#write = (values, which) => {
      const fields = fieldsOf(definition, which);
      const writer = new ByteWriter(1024);
      const head = { ...sender, code: definition.code, opaque: 0, flag: 0, remark: undefined };
      writeRequestFrameStart(writer, { head, fields, values: { ...plain, ...values }, bodyBytes: 0 }, 'ROCKETMQ');
      return Buffer.from(writer.buffer.subarray(0, writer.offset));
    };
    this.#batch = facts.batch;
    this.#back = this.#write({ topic: '', queueId: 0 }, { behind: 'properties' }).subarray(ENTRIES_LENGTH + 4);
  }

  write(writer: ByteWriter, opaque: number, flag: number, values: SendValues, bodyBytes: number): boolean {
    const { topic, queueId, bornTimestamp } = values;
    const isUsual =
      values.isPlain &&
      values.batch === this.#batch &&
      bornTimestamp >= LEAST_TIME &&
      bornTimestamp <= LATEST_TIME &&
      queueId >= 0;
    if (!isUsual) return false;
    if (this.#front === undefined || !this.#front.takes(topic, queueId)) this.#front = this.#frontFor(topic, queueId);
    if (!this.#front.fill(topic, queueId, bornTimestamp)) return false;
    const front = this.#front.bytes;
    const back = this.#back;
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

  #frontFor(topic: string, queueId: number): FrameFront {
    const queueDigits = String(queueId).length;
    const lengths = topic.length * (MOST_QUEUE_DIGITS + 1) + queueDigits;
    let front = this.#fronts.get(lengths);
    if (front === undefined) {
      front = new FrameFront(this.#write, topic.length, queueDigits);
      this.#fronts.set(lengths, front);
    }
    return front;
  }
}

/** Up to the length of the properties, for topics and queue ids of certain lengths: they are written over the last ones. */
class FrameFront {
  readonly bytes: Buffer;
  readonly #topicLength: number;
  readonly #leastQueueId: number;
  readonly #endQueueId: number;
  // Behind the last byte of each.
  readonly #topicEnd: number;
  readonly #queueIdEnd: number;
  readonly #timeEnd: number;
  // What stands there.
  #topic: string | undefined;
  #queueId: number;
  #time = LATEST_TIME;

  constructor(write: FieldsWriter, topicLength: number, queueDigits: number) {
    this.#topicLength = topicLength;
    this.#leastQueueId = queueDigits === 1 ? 0 : 10 ** (queueDigits - 1);
    this.#endQueueId = 10 ** queueDigits;
    this.#queueId = this.#leastQueueId;
    const values = { topic: '.'.repeat(topicLength), queueId: this.#queueId };
    const endOf = (upTo: string): number => write(values, { upTo }).length;
    this.bytes = write(values, { upTo: 'properties' });
    this.#topicEnd = endOf('topic');
    this.#queueIdEnd = endOf('queueId');
    this.#timeEnd = endOf('bornTimestamp');
  }

  takes(topic: string, queueId: number): boolean {
    return topic.length === this.#topicLength && queueId >= this.#leastQueueId && queueId < this.#endQueueId;
  }

  /** False for a topic that takes more than a byte a character. */
  fill(topic: string, queueId: number, time: number): boolean {
    if (time !== this.#time) this.#setTime(time);
    if (queueId !== this.#queueId) {
      writeDigits(this.bytes, this.#queueIdEnd, queueId);
      this.#queueId = queueId;
    }
    return topic === this.#topic || this.#setTopic(topic);
  }

  #setTopic(topic: string): boolean {
    const { bytes } = this;
    const at = this.#topicEnd - topic.length;
    this.#topic = undefined;
    for (let index = 0; index < topic.length; index++) {
      const character = topic.charCodeAt(index);
      if (character > LAST_ASCII) return false;
      bytes[at + index] = character;
    }
    this.#topic = topic;
    return true;
  }

  #setTime(time: number): void {
    const high = Math.floor(time / LOW_TIME_END);
    const low = time - high * LOW_TIME_END;
    // With a one in front, so that its zeros are written, too; what it overwrites comes next.
    writeDigits(this.bytes, this.#timeEnd, low + LOW_TIME_END);
    writeDigits(this.bytes, this.#timeEnd - LOW_TIME_DIGITS, high);
    this.#time = time;
  }
}

function fieldsOf(
  { requestFields }: RequestDefinition,
  which: { upTo: string } | { behind: string },
): readonly CompiledField[] {
  const behind = (name: string): number => requestFields.findIndex((field) => field.name === name) + 1;
  return 'upTo' in which ? requestFields.slice(0, behind(which.upTo)) : requestFields.slice(behind(which.behind));
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
