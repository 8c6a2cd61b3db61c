/**
 * The property string of a message about to be sent: RocketMQ's own properties first, then the user's.
 * Kept on strings, because it is built once for every message sent.
 */
import { deliveryTimeProperty } from './delivery-time.js';
import type { Message } from './message.js';
import { KEY_SEPARATOR, NAME_VALUE_SEPARATOR, PROPERTY, PROPERTY_SEPARATOR } from './message-properties.js';

const UNIQ_KEY_START = PROPERTY.UNIQ_KEY + NAME_VALUE_SEPARATOR;
const WAIT_TRUE = `${PROPERTY_SEPARATOR}${PROPERTY.WAIT_STORE_MSG_OK}${NAME_VALUE_SEPARATOR}true${PROPERTY_SEPARATOR}`;
const WAIT_FALSE = `${PROPERTY_SEPARATOR}${PROPERTY.WAIT_STORE_MSG_OK}${NAME_VALUE_SEPARATOR}false${PROPERTY_SEPARATOR}`;
const TAGS_START = PROPERTY.TAGS + NAME_VALUE_SEPARATOR;
const KEYS_START = PROPERTY.KEYS + NAME_VALUE_SEPARATOR;

/**
 * @param uniqueKey - the message's UNIQ_KEY
 * @param systemProperties - what only this package sets, already encoded
 */
export function outgoingProperties(message: Message, uniqueKey: string, systemProperties = ''): string {
  let text = UNIQ_KEY_START + uniqueKey + (message.waitStoreMsgOk === false ? WAIT_FALSE : WAIT_TRUE);
  if (message.tags !== undefined) text += TAGS_START + message.tags + PROPERTY_SEPARATOR;
  const { keys } = message;
  if (keys !== undefined && keys.length > 0) {
    text += KEYS_START + (typeof keys === 'string' ? keys : keys.join(KEY_SEPARATOR)) + PROPERTY_SEPARATOR;
  }
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
