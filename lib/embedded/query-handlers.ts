/**
 * QUERY_MESSAGE and VIEW_MESSAGE_BY_ID: finds messages by key and by their place in the commit log.
 * Source: wire protocol section 2.6, Java `QueryMessageProcessor`; answers as recorded from 5.5.0.
 */
import { KEY_SEPARATOR, PROPERTY } from '../client/message/message-properties.js';
import { REQUESTS } from '../client/protocol/requests.js';
import { RESPONSE_CODE } from '../client/protocol/response-code.js';
import type { BrokerParts } from './broker-parts.js';
import { type Answer, type Exchange, type HandlerTable, requestHeader } from './exchange.js';
import type { StoredEntry } from './message-store.js';
import { storedProperties } from './stored-message-encoder.js';
import { findProperty } from './stored-properties.js';

/** Java `defaultQueryMaxNum`: how many a query by unique key gets, whatever it asks for. */
const UNIQUE_KEY_MAX = 32;
/** Java `maxMsgsNumBatch`. */
const MOST_MESSAGES = 64;

export function queryHandlers(parts: BrokerParts): HandlerTable {
  return {
    QUERY_MESSAGE: (exchange) => queryMessage(parts, exchange),
    VIEW_MESSAGE_BY_ID: (exchange) => viewMessage(parts, exchange),
  };
}

function queryMessage(parts: BrokerParts, exchange: Exchange): Answer {
  const header = requestHeader(REQUESTS.QUERY_MESSAGE, exchange);
  const { topic, key, maxNum, isUniqueKey, beginTimestamp } = header;
  const endTimestamp = Number(header.endTimestamp);
  const found: StoredEntry[] = [];
  for (const queue of parts.store.queues(topic)) {
    for (const entry of queue.entries()) {
      const { storeTimestamp } = entry;
      if (storeTimestamp >= beginTimestamp && storeTimestamp <= endTimestamp && hasKey(entry, key)) found.push(entry);
    }
  }
  found.sort((one, other) => one.commitLogOffset - other.commitLogOffset);
  const newest = found.slice(-(isUniqueKey === true ? UNIQUE_KEY_MAX : Math.min(maxNum, MOST_MESSAGES)));
  return queryAnswer(parts, newest);
}

/** The index of a broker has every key of a message, and its UNIQ_KEY. */
function hasKey(entry: StoredEntry, key: string): boolean {
  const properties = storedProperties(entry.bytes);
  if (findProperty(properties, PROPERTY.UNIQ_KEY) === key) return true;
  return findProperty(properties, PROPERTY.KEYS)?.split(KEY_SEPARATOR).includes(key) === true;
}

/** An answer that found nothing says nothing of the index, as in Java. */
function queryAnswer({ store }: BrokerParts, entries: readonly StoredEntry[]): Answer {
  const last = entries.length === 0 ? undefined : store.newest;
  const extFields = {
    indexLastUpdatePhyoffset: String(last?.commitLogOffset ?? 0),
    indexLastUpdateTimestamp: String(last?.storeTimestamp ?? 0),
  };
  if (last === undefined) {
    const remark = 'can not find message, maybe time range not correct';
    return { code: RESPONSE_CODE.QUERY_NOT_FOUND, remark, extFields };
  }
  return { code: RESPONSE_CODE.SUCCESS, extFields, body: Buffer.concat(entries.map(({ bytes }) => bytes)) };
}

function viewMessage({ store }: BrokerParts, exchange: Exchange): Answer {
  const { offset } = requestHeader(REQUESTS.VIEW_MESSAGE_BY_ID, exchange);
  const entry = store.at(offset);
  if (entry !== undefined) return { code: RESPONSE_CODE.SUCCESS, body: entry.bytes };
  return { code: RESPONSE_CODE.SYSTEM_ERROR, remark: `can not find message by the offset, ${offset}` };
}
