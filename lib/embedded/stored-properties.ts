/**
 * Property strings on the broker's side: finds single values without decoding the whole string, and appends what a
 * 5.5.0 broker adds to every message it stores (wire protocol sections 3.1 and 3.2).
 */
import {
  encodeProperties,
  NAME_VALUE_SEPARATOR,
  PROPERTY,
  PROPERTY_SEPARATOR,
} from '../client/message/message-properties.js';

/** Region that brokers report unless they are configured otherwise. */
export const REGION = 'DefaultRegion';

/** The value of a property, `undefined` if it is missing or empty; of duplicates the last one counts. */
export function findProperty(properties: string, name: string): string | undefined {
  const key = name + NAME_VALUE_SEPARATOR;
  let found: string | undefined;
  for (let at = properties.indexOf(key); at >= 0; at = properties.indexOf(key, at + key.length)) {
    if (at > 0 && properties[at - 1] !== PROPERTY_SEPARATOR) continue;
    const end = properties.indexOf(PROPERTY_SEPARATOR, at);
    const value = properties.slice(at + key.length, end < 0 ? undefined : end);
    if (value !== '') found = value;
  }
  return found;
}

/** What is appended to each single message; entries of a batch are stored as they come. */
export function brokerProperties(clusterName: string): string {
  return encodeProperties([
    [PROPERTY.MSG_REGION, REGION],
    [PROPERTY.TRACE_ON, 'true'],
    [PROPERTY.CLUSTER, clusterName],
  ]);
}

/** One property string behind another; the last separator of the first may be missing. */
export function joinProperties(properties: string, added: string): string {
  const isOpen = properties !== '' && !properties.endsWith(PROPERTY_SEPARATOR);
  return isOpen ? properties + PROPERTY_SEPARATOR + added : properties + added;
}
