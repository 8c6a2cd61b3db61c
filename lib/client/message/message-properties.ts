/**
 * The property string: `name \x01 value \x02` for each pair, and RocketMQ's own property names.
 * Source: wire protocol sections 3.1 and 3.2, Java `MessageDecoder.messageProperties2String` and `MessageConst`.
 */

export const NAME_VALUE_SEPARATOR = '\u0001';
export const PROPERTY_SEPARATOR = '\u0002';
export const KEY_SEPARATOR = ' ';

/** Names that this package writes or reads by itself. */
export const PROPERTY = {
  KEYS: 'KEYS',
  TAGS: 'TAGS',
  WAIT_STORE_MSG_OK: 'WAIT',
  UNIQ_KEY: 'UNIQ_KEY',
  CLUSTER: 'CLUSTER',
  MSG_REGION: 'MSG_REGION',
  TRACE_ON: 'TRACE_ON',
  INNER_MULTI_DISPATCH: 'INNER_MULTI_DISPATCH',
  BUYER_ID: 'BUYER_ID',
  INSTANCE_ID: 'INSTANCE_ID',
  DELAY_TIME_LEVEL: 'DELAY',
  TIMER_DELAY_SEC: 'TIMER_DELAY_SEC',
  TIMER_DELAY_MS: 'TIMER_DELAY_MS',
  TIMER_DELIVER_MS: 'TIMER_DELIVER_MS',
  TIMER_OUT_MS: 'TIMER_OUT_MS',
  REAL_TOPIC: 'REAL_TOPIC',
  REAL_QUEUE_ID: 'REAL_QID',
  RECONSUME_TIME: 'RECONSUME_TIME',
  MAX_RECONSUME_TIMES: 'MAX_RECONSUME_TIMES',
  TRANSACTION_PREPARED: 'TRAN_MSG',
  START_DELIVER_TIME: '__STARTDELIVERTIME',
} as const;

/** Names that users may not set: brokers and clients give them a meaning (Java `MessageConst.STRING_HASH_SET`). */
export const RESERVED_PROPERTIES: ReadonlySet<string> = new Set(
  (
    'TRACE_ON MSG_REGION KEYS TAGS WAIT DELAY RETRY_TOPIC REAL_TOPIC REAL_QID TRAN_MSG PGROUP MIN_OFFSET MAX_OFFSET BUYER_ID ' +
    'ORIGIN_MESSAGE_ID TRANSFER_FLAG CORRECTION_FLAG MQ2_FLAG RECONSUME_TIME UNIQ_KEY MAX_RECONSUME_TIMES CONSUME_START_TIME ' +
    'POP_CK POP_CK_OFFSET 1ST_POP_TIME TRAN_PREPARED_QUEUE_OFFSET DUP_INFO EXTEND_UNIQ_INFO INSTANCE_ID CORRELATION_ID ' +
    'REPLY_TO_CLIENT TTL ARRIVE_TIME PUSH_REPLY_TIME CLUSTER MSG_TYPE INNER_MULTI_QUEUE_OFFSET TIMER_DELAY_MS TIMER_DELAY_SEC ' +
    'TIMER_DELIVER_MS TIMER_ENQUEUE_MS TIMER_DEQUEUE_MS TIMER_ROLL_TIMES TIMER_OUT_MS TIMER_DEL_UNIQKEY TIMER_DELAY_LEVEL ' +
    '__BORNHOST BORN_TIMESTAMP DLQ_ORIGIN_TOPIC DLQ_ORIGIN_MESSAGE_ID __CRC32#'
  ).split(' '),
);

export type PropertyEntry = readonly [name: string, value: string];

/** Writes pairs in the order given, each one terminated, as 5.x clients do. */
export function encodeProperties(entries: Iterable<PropertyEntry>): string {
  let text = '';
  for (const [name, value] of entries) text += name + NAME_VALUE_SEPARATOR + value + PROPERTY_SEPARATOR;
  return text;
}

/**
 * Reads the pairs of a property string in their order. As in Java, the last separator may be missing, the first
 * `\x01` ends the name, and a pair without a name or a value is dropped.
 */
export function decodePropertyEntries(text: string): PropertyEntry[] {
  const entries: PropertyEntry[] = [];
  for (const pair of text.split(PROPERTY_SEPARATOR)) {
    const nameEnd = pair.indexOf(NAME_VALUE_SEPARATOR);
    if (nameEnd > 0 && nameEnd + 1 < pair.length) entries.push([pair.slice(0, nameEnd), pair.slice(nameEnd + 1)]);
  }
  return entries;
}

/** The pairs as an object; of duplicate names the last one wins, as in Java. */
export function decodeProperties(text: string): Record<string, string> {
  return Object.fromEntries(decodePropertyEntries(text));
}
