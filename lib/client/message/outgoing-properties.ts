/**
 * The property string of a message about to be sent: RocketMQ's own properties first, then the user's. Kept on strings,
 * because it is built once for every message sent; most of these are plain and need nothing but what every message has.
 */
import type { ByteWriter } from '../protocol/byte-writer.js';
import { writeText } from '../protocol/frame-encoder.js';
import { deliveryTimeProperty } from './delivery-time.js';
import type { Message } from './message.js';
import { KEY_SEPARATOR, NAME_VALUE_SEPARATOR, PROPERTY, PROPERTY_SEPARATOR } from './message-properties.js';
import { uniqueId, type UniqueIdGenerator, WHOLE, writeLastByte } from './unique-id.js';

const UNIQ_KEY_START = PROPERTY.UNIQ_KEY + NAME_VALUE_SEPARATOR;
const WAIT_TRUE = `${PROPERTY_SEPARATOR}${PROPERTY.WAIT_STORE_MSG_OK}${NAME_VALUE_SEPARATOR}true${PROPERTY_SEPARATOR}`;
const WAIT_FALSE = `${PROPERTY_SEPARATOR}${PROPERTY.WAIT_STORE_MSG_OK}${NAME_VALUE_SEPARATOR}false${PROPERTY_SEPARATOR}`;
const TAGS_START = PROPERTY.TAGS + NAME_VALUE_SEPARATOR;
const KEYS_START = PROPERTY.KEYS + NAME_VALUE_SEPARATOR;

const UNIQ_KEY_BYTES = Buffer.from(UNIQ_KEY_START, 'latin1');
const SEPARATOR_BYTE = PROPERTY_SEPARATOR.charCodeAt(0);

/** Longer texts cost as much to look at here as to check by their rules. */
const LONGEST_PLAIN_TEXT = 64;
const FIRST_PLAIN_CHARACTER = 0x21;
const LAST_PLAIN_CHARACTER = 0x7e;

/** Property strings of one producer's messages: as text, and where nobody has to see that, at once as bytes. */
export class OutgoingProperties {
  /** What only this package sets, already encoded, behind the properties that every message has. */
  readonly #suffix: string;
  /**
   * What the last plain messages had between their UNIQ_KEY and the texts of their keys: mostly they have the same tag, and all
   * of them keys, or none.
   */
  #middle: Buffer = Buffer.alloc(0);
  #tags: string | undefined;
  #waits: boolean | undefined;
  #hasKeys: boolean | undefined;
  readonly #ids: Pick<UniqueIdGenerator, 'startBytes'>;

  /** @param suffix - properties that every message gets, encoded */
  constructor(ids: Pick<UniqueIdGenerator, 'startBytes'>, suffix = '') {
    this.#ids = ids;
    this.#suffix = suffix;
  }

  /**
   * @param uniqueKey - the message's UNIQ_KEY
   * @param systemProperties - what only this package sets, already encoded
   */
  of(message: Message, uniqueKey: string, systemProperties = ''): string {
    return commonProperties(message, uniqueKey) + otherProperties(message, this.#suffix + systemProperties);
  }

  /** All properties of a plain message; its UNIQ_KEY is in two parts, as {@link uniqueId} takes them. */
  ofPlain(message: Message, idStart: string, lastByte: number): string {
    return commonProperties(message, uniqueId(idStart, lastByte)) + this.#suffix;
  }

  /** Of {@link ofPlain}, as the message is now. */
  plainBytes({ waitStoreMsgOk, tags, keys }: Message, idStart: string, lastByte: number): number {
    return this.#commonBytes(idStart, lastByte, waitStoreMsgOk, tags, keys) + Buffer.byteLength(this.#suffix);
  }

  /** Writes what {@link ofPlain} says. */
  writePlain(writer: ByteWriter, { waitStoreMsgOk, tags, keys }: Message, idStart: string, lastByte: number): void {
    // Of the text as it is now: a message that is changed while its send waits must not spoil the frames behind it.
    const bytes = this.#commonBytes(idStart, lastByte, waitStoreMsgOk, tags, keys);
    if (writer.buffer.length - writer.offset < bytes) writer.reserve(bytes);
    const { buffer } = writer;
    let end = writer.offset;
    // By hand: a call of set() costs more than nine bytes do.
    for (let index = 0; index < UNIQ_KEY_BYTES.length; index++) buffer[end++] = UNIQ_KEY_BYTES[index] as number;
    const start = this.#ids.startBytes(idStart);
    buffer.set(start, end);
    end += start.length;
    if (lastByte !== WHOLE) end = writeLastByte(lastByte, buffer, end);
    buffer.set(this.#middle, end);
    end += this.#middle.length;
    if (keys !== undefined) {
      const text = keys as string;
      for (let index = 0; index < text.length; index++) buffer[end++] = text.charCodeAt(index);
      buffer[end++] = SEPARATOR_BYTE;
    }
    writer.offset = end;
    if (this.#suffix !== '') writeText(writer, this.#suffix);
  }

  #commonBytes(
    idStart: string,
    lastByte: number,
    waitStoreMsgOk: boolean | undefined,
    tags: string | undefined,
    keys: Message['keys'],
  ): number {
    const waits = waitStoreMsgOk !== false;
    const hasKeys = keys !== undefined;
    const isSame = tags === this.#tags && waits === this.#waits && hasKeys === this.#hasKeys;
    if (!isSame) this.#setMiddle(tags, waits, hasKeys);
    const idBytes = idStart.length + (lastByte === WHOLE ? 0 : 2);
    const bytes = UNIQ_KEY_BYTES.length + idBytes + this.#middle.length;
    return keys === undefined ? bytes : bytes + keys.length + 1;
  }

  #setMiddle(tags: string | undefined, waits: boolean, hasKeys: boolean): void {
    this.#tags = tags;
    this.#waits = waits;
    this.#hasKeys = hasKeys;
    this.#middle = Buffer.from(middle(tags, waits) + (hasKeys ? KEYS_START : ''), 'latin1');
  }
}

function middle(tags: string | undefined, waits: boolean): string {
  const text = waits ? WAIT_TRUE : WAIT_FALSE;
  return tags === undefined ? text : text + TAGS_START + tags + PROPERTY_SEPARATOR;
}

/** What every message has, and most have no more. */
function commonProperties({ waitStoreMsgOk, tags, keys }: Message, uniqueKey: string): string {
  const text = UNIQ_KEY_START + uniqueKey + middle(tags, waitStoreMsgOk !== false);
  if (keys === undefined || keys.length === 0) return text;
  return text + KEYS_START + (typeof keys === 'string' ? keys : keys.join(KEY_SEPARATOR)) + PROPERTY_SEPARATOR;
}

function otherProperties(message: Message, systemProperties: string): string {
  let text = '';
  const { buyerId, properties } = message;
  if (buyerId !== undefined) text += PROPERTY.BUYER_ID + NAME_VALUE_SEPARATOR + buyerId + PROPERTY_SEPARATOR;
  const time = deliveryTimeProperty(message);
  if (time !== undefined) text += time[0] + NAME_VALUE_SEPARATOR + time[1] + PROPERTY_SEPARATOR;
  text += systemProperties;
  if (properties !== undefined) {
    for (const name of Object.keys(properties)) {
      text += name + NAME_VALUE_SEPARATOR + properties[name] + PROPERTY_SEPARATOR;
    }
  }
  return text;
}

/** The properties of a batch as a whole. No UNIQ_KEY: brokers up to 5.3.3 would put it on every message of the batch. */
export function outgoingBatchProperties(waitStoreMsgOk: boolean): string {
  return (waitStoreMsgOk ? WAIT_TRUE : WAIT_FALSE).slice(PROPERTY_SEPARATOR.length);
}

/**
 * Whether a message certainly breaks no rule of `checkMessage` but perhaps that of its topic, is delivered at once, and has
 * a property string of a moderate size. False says nothing.
 */
export function isPlainMessage(message: Message, maxBodyBytes: number): boolean {
  if (typeof message !== 'object' || (message as Message | null) === null) return false;
  const { body, tags, keys } = message;
  return (
    body instanceof Uint8Array &&
    body.length > 0 &&
    body.length <= maxBodyBytes &&
    (tags === undefined || isPlainText(tags)) &&
    (keys === undefined || isPlainText(keys)) &&
    (message.properties === undefined || isEmptyObject(message.properties)) &&
    message.flag === undefined &&
    message.buyerId === undefined &&
    message.delayLevel === undefined &&
    message.deliverAfterMs === undefined &&
    message.deliverAt === undefined
  );
}

/** Of the Nest layer's messages most are such. */
function isEmptyObject(properties: object | null): boolean {
  if (properties === null || Object.getPrototypeOf(properties) !== Object.prototype) return false;
  for (const name in properties) if (Object.hasOwn(properties, name)) return false;
  return true;
}

function isPlainText(text: unknown): boolean {
  if (typeof text !== 'string' || text.length === 0 || text.length > LONGEST_PLAIN_TEXT) return false;
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (character < FIRST_PLAIN_CHARACTER || character > LAST_PLAIN_CHARACTER) return false;
  }
  return true;
}
