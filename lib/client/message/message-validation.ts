/**
 * Refuses messages that a broker would refuse, and those that it would store differently from what was meant.
 * Source: client behaviour B.1 (Java `Validators`), with its texts; the rest are the silent corruptions of a property string.
 */
import { CLIENT_RESPONSE_CODE } from '../errors/client-response-code.js';
import { InvalidMessageError } from '../errors/input-errors.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import { deliveryTimeProblem } from './delivery-time.js';
import type { Message } from './message.js';
import { PROPERTY, RESERVED_PROPERTIES } from './message-properties.js';
import { checkTopic } from './name-validation.js';

/**
 * Properties travel with a 16-bit length, and the broker appends its own to them (region, trace switch, cluster):
 * what is left for ours, in bytes.
 */
const MAX_PROPERTY_BYTES = 32_767 - 300;

const INT_MIN = -0x8000_0000;
const INT_MAX = 0x7fff_ffff;

/** \x01 and \x02 separate properties on the wire; half a surrogate pair cannot be written as UTF-8. */
// oxlint-disable-next-line no-control-regex -- these two are what it looks for
const UNWRITABLE = /[\u0001\u0002]|\p{Surrogate}/u;

/** @throws {InvalidMessageError} INVALID_MESSAGE - the first rule that the message breaks */
export function checkMessage(message: Message, maxBodyBytes: number): void {
  if (typeof message !== 'object' || (message as Message | null) === null)
    throw illegal('message', 'the message is null');
  checkTopic(message.topic);
  checkBody(message.body, maxBodyBytes);
  if (message.tags !== undefined) checkText('tags', 'the tag', message.tags);
  if (message.keys !== undefined) checkKeys(message.keys);
  if (message.buyerId !== undefined) checkText('buyerId', 'the buyer id', message.buyerId);
  checkFlag(message.flag);
  checkDeliveryTime(message);
  if (message.properties !== undefined) checkProperties(message.properties);
}

/**
 * @param propertyText - the whole property string as it will be sent
 * @throws {InvalidMessageError} INVALID_MESSAGE - more bytes than a broker stores
 */
export function checkPropertySize(propertyText: string): void {
  if (propertyText.length * 3 <= MAX_PROPERTY_BYTES) return;
  const bytes = Buffer.byteLength(propertyText, 'utf8');
  if (bytes <= MAX_PROPERTY_BYTES) return;
  throw illegal(
    'properties',
    `tags, keys and properties take ${bytes} bytes together, a broker stores at most ${MAX_PROPERTY_BYTES} of them: move data into the body`,
  );
}

function checkBody(body: unknown, maxBodyBytes: number): void {
  if (body === undefined || body === null) throw illegal('body', 'the message body is null');
  if (!(body instanceof Uint8Array)) {
    throw illegal(
      'body',
      `the message body is a ${typeof body}, not a Uint8Array: encode it first, e.g. with Buffer.from()`,
    );
  }
  if (body.length === 0) throw illegal('body', 'the message body length is zero');
  if (body.length > maxBodyBytes) {
    throw illegal('body', `the message body size over max value, MAX: ${maxBodyBytes}, it has ${body.length} bytes`);
  }
}

function checkKeys(keys: unknown): void {
  const list: unknown = typeof keys === 'string' ? [keys] : keys;
  if (!Array.isArray(list)) throw illegal('keys', 'the keys are neither a string nor a list of strings');
  for (const key of list as unknown[]) {
    checkText('keys', 'a key', key);
    if (/\s/.test(key)) {
      throw illegal(
        'keys',
        `the key ${JSON.stringify(key)} has a blank, which separates keys: pass several keys as a list`,
      );
    }
  }
}

function checkDeliveryTime(message: Message): void {
  const problem = deliveryTimeProblem(message);
  if (problem !== undefined) throw illegal(...problem);
}

function checkFlag(flag: number | undefined): void {
  if (flag === undefined || (Number.isInteger(flag) && flag >= INT_MIN && flag <= INT_MAX)) return;
  throw illegal('flag', `the flag ${String(flag)} is no integer from ${INT_MIN} to ${INT_MAX}`);
}

function checkProperties(properties: unknown): void {
  // Of anything else, a Map above all, Object.keys would see nothing, and its content would be lost without a word.
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties) || properties instanceof Map) {
    throw illegal('properties', 'the properties are no plain object');
  }
  for (const [name, value] of Object.entries(properties)) checkProperty(name, value);
}

/** @throws {InvalidMessageError} INVALID_MESSAGE - a user property that a broker would refuse or store differently */
export function checkProperty(name: unknown, value: unknown): void {
  checkText(`properties.${String(name)}`, 'a property name', name);
  if (RESERVED_PROPERTIES.has(name)) {
    throw illegal(`properties.${name}`, `The Property<${name}> is used by system, input another please`);
  }
  checkText(`properties.${name}`, `the property ${name}`, value);
  checkMultiDispatch(name, value);
}

/** Names of queue files on the broker, separated by commas. */
function checkMultiDispatch(name: string, value: string): void {
  if (name !== PROPERTY.INNER_MULTI_DISPATCH || !value.includes('/')) return;
  const text = `${name} ${value} can not contains / character`;
  throw new InvalidMessageError(`properties.${name}`, text, { responseCode: RESPONSE_CODE.MESSAGE_ILLEGAL });
}

function checkText(field: string, what: string, text: unknown): asserts text is string {
  if (typeof text !== 'string') throw illegal(field, `${what} is a ${typeof text}, not a string`);
  if (text.trim() === '')
    throw illegal(field, `${what} is ${text === '' ? 'empty' : 'blank'}, brokers drop such a property`);
  if (UNWRITABLE.test(text)) {
    throw illegal(
      field,
      `${what} has a character that cannot be stored (U+0001, U+0002 or half a surrogate pair): ${JSON.stringify(text)}`,
    );
  }
}

function illegal(field: string, text: string): InvalidMessageError {
  const responseCode =
    field.startsWith('properties') || field === 'tags' ? CLIENT_RESPONSE_CODE.NONE : RESPONSE_CODE.MESSAGE_ILLEGAL;
  return new InvalidMessageError(field, text, { responseCode });
}
