/**
 * The property string of a message about to be sent: RocketMQ's own properties first, then the user's. Kept on strings,
 * because it is built once for every message sent; most of these are plain and need nothing but what every message has.
 */
import { deliveryTimeProperty } from './delivery-time.js';
import type { Message } from './message.js';
import { KEY_SEPARATOR, NAME_VALUE_SEPARATOR, PROPERTY, PROPERTY_SEPARATOR } from './message-properties.js';

const UNIQ_KEY_START = PROPERTY.UNIQ_KEY + NAME_VALUE_SEPARATOR;
const WAIT_TRUE = `${PROPERTY_SEPARATOR}${PROPERTY.WAIT_STORE_MSG_OK}${NAME_VALUE_SEPARATOR}true${PROPERTY_SEPARATOR}`;
const WAIT_FALSE = `${PROPERTY_SEPARATOR}${PROPERTY.WAIT_STORE_MSG_OK}${NAME_VALUE_SEPARATOR}false${PROPERTY_SEPARATOR}`;
const TAGS_START = PROPERTY.TAGS + NAME_VALUE_SEPARATOR;
const KEYS_START = PROPERTY.KEYS + NAME_VALUE_SEPARATOR;

/** Longer texts cost as much to look at here as to check by their rules. */
const LONGEST_PLAIN_TEXT = 64;
const FIRST_PLAIN_CHARACTER = 0x21;
const LAST_PLAIN_CHARACTER = 0x7e;

/** Makes property strings of one producer's messages. */
export class OutgoingProperties {
  /** What the last messages had between their UNIQ_KEY and their keys: mostly they have the same tag. */
  #middle = '';
  #tags: string | undefined;
  #waits: boolean | undefined;

  /**
   * @param uniqueKey - the message's UNIQ_KEY
   * @param systemProperties - what only this package sets, already encoded
   */
  of(message: Message, uniqueKey: string, systemProperties = ''): string {
    return this.ofPlain(message, uniqueKey) + otherProperties(message, systemProperties);
  }

  /** All properties of a plain message, and the first ones of any other. */
  ofPlain({ waitStoreMsgOk, tags, keys }: Message, uniqueKey: string): string {
    const waits = waitStoreMsgOk !== false;
    if (tags !== this.#tags || waits !== this.#waits) this.#setMiddle(tags, waits);
    const text = UNIQ_KEY_START + uniqueKey + this.#middle;
    if (keys === undefined || keys.length === 0) return text;
    return text + KEYS_START + (typeof keys === 'string' ? keys : keys.join(KEY_SEPARATOR)) + PROPERTY_SEPARATOR;
  }

  #setMiddle(tags: string | undefined, waits: boolean): void {
    this.#tags = tags;
    this.#waits = waits;
    this.#middle = waits ? WAIT_TRUE : WAIT_FALSE;
    if (tags !== undefined) this.#middle += TAGS_START + tags + PROPERTY_SEPARATOR;
  }
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
    message.properties === undefined &&
    message.flag === undefined &&
    message.buyerId === undefined &&
    message.delayLevel === undefined &&
    message.deliverAfterMs === undefined &&
    message.deliverAt === undefined
  );
}

function isPlainText(text: unknown): boolean {
  if (typeof text !== 'string' || text.length === 0 || text.length > LONGEST_PLAIN_TEXT) return false;
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (character < FIRST_PLAIN_CHARACTER || character > LAST_PLAIN_CHARACTER) return false;
  }
  return true;
}
