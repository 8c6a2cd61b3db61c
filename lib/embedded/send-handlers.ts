/**
 * SEND_MESSAGE with its long and its short header names, and SEND_BATCH_MESSAGE: checks, stores, answers; a message that
 * is to be held back is stored in a system topic, and once more in its own when its time has come.
 * Source: wire protocol sections 2.4, 3.5 and 9, Java `SendMessageProcessor`; answers as recorded from 5.5.0.
 */
import { PROPERTY, encodeProperties } from '../client/message/message-properties.js';
import { RETRY_PREFIX } from '../client/message/name-validation.js';
import { offsetMessageId } from '../client/message/offset-message-id.js';
import { REQUESTS } from '../client/protocol/requests.js';
import { RESPONSE_CODE } from '../client/protocol/response-code.js';
import { decodeBatchEntries } from '../client/message/batch-codec.js';
import type { BrokerParts } from './broker-parts.js';
import { type Delay, delayOf } from './delay-rules.js';
import { type Answer, type Exchange, type HandlerTable, requestHeader } from './exchange.js';
import type { StoredEntry } from './message-store.js';
import { encodeRecallHandle } from './recall-handlers.js';
import {
  refusal,
  refuseBatch,
  refuseQueue,
  refuseSize,
  refuseTopic,
  refuseTransaction,
  SEND_FIELDS,
  type SendHeader,
  topicOf,
} from './send-rules.js';
import { brokerProperties, findProperty, joinProperties } from './stored-properties.js';
import type { IncomingMessage } from './stored-message-encoder.js';
import { tagCode } from './tag-filter.js';

/** A real broker meets a missing body before it checks anything. */
const NO_BODY: Answer = {
  code: RESPONSE_CODE.SYSTEM_ERROR,
  remark:
    'java.lang.NullPointerException: Cannot read the array length because the return value of ' +
    '"org.apache.rocketmq.remoting.protocol.RemotingCommand.getBody()" is null',
};

const FLOW_CONTROL = refusal(
  RESPONSE_CODE.SYSTEM_ERROR,
  'timer message is under flow control, as many messages wait as the broker keeps (maxMessages)',
);

export function sendHandlers(parts: BrokerParts): HandlerTable {
  const added = brokerProperties(parts.clusterName);
  const send = (exchange: Exchange, header: SendHeader): Answer => {
    const { body } = exchange.command;
    if (body === undefined) return NO_BODY;
    const config = refuseTopic(header.topic) ?? topicOf(parts, header);
    if ('code' in config) return config;
    const refused = refuseQueue(config, header.queueId, exchange.peer);
    if (refused !== undefined) return refused;
    const message = {
      topic: header.topic,
      queueId: header.queueId < 0 ? Math.floor(Math.random() * config.writeQueueNums) : header.queueId,
      flag: header.flag,
      sysFlag: header.sysFlag,
      bornTimestamp: header.bornTimestamp,
      bornHost: exchange.peer.host,
      reconsumeTimes: header.reconsumeTimes ?? 0,
      body,
      properties: header.properties ?? '',
    };
    // The flag decides, not the request code.
    return header.batch === true ? sendBatch(parts, message) : sendSingle(parts, message, added);
  };
  return {
    SEND_MESSAGE: (exchange) => send(exchange, requestHeader(REQUESTS.SEND_MESSAGE, exchange)),
    SEND_MESSAGE_V2: (exchange) => send(exchange, requestHeader(REQUESTS.SEND_MESSAGE_V2, exchange)),
    SEND_BATCH_MESSAGE: (exchange) => send(exchange, requestHeader(REQUESTS.SEND_BATCH_MESSAGE, exchange)),
  };
}

/** @param added - the properties that the broker appends */
function sendSingle(parts: BrokerParts, sent: IncomingMessage, added: string): Answer {
  let { properties } = sent;
  let uniqueKey = findProperty(properties, PROPERTY.UNIQ_KEY);
  if (uniqueKey === undefined) {
    uniqueKey = parts.uniqueIds.next();
    properties = joinProperties(properties, encodeProperties([[PROPERTY.UNIQ_KEY, uniqueKey]]));
  }
  properties = joinProperties(properties, added);
  const refused = refuseTransaction(parts, properties) ?? refuseSize(parts, sent.body, properties);
  if (refused !== undefined) return refused;
  const message = { ...sent, properties };
  const delay = delayOf({ ...message, now: parts.clock.now(), hasTimers: parts.hasTimers });
  if (delay !== undefined && 'code' in delay) return delay;
  if (delay !== undefined && parts.delayed.isFull) return FLOW_CONTROL;
  const entry = delay === undefined ? store(parts, message) : hold(parts, message, uniqueKey, delay);
  return storedAnswer({
    queueId: message.queueId,
    transactionId: uniqueKey,
    msgId: offsetMessageId(parts.host.bytes, entry.commitLogOffset),
    recallHandle: recallHandleOf(parts, message, uniqueKey, delay),
    first: entry,
  });
}

/** Stores a message out of sight until its time has come. */
function hold(parts: BrokerParts, message: IncomingMessage, uniqueKey: string, delay: Delay): StoredEntry {
  const { topic, queueId, dueAt } = delay;
  const held = { ...message, properties: joinProperties(message.properties, delay.properties) };
  parts.delayed.add({ dueAt, topic: message.topic, uniqueKey, deliver: () => void store(parts, held) });
  return store(parts, { ...held, topic, queueId });
}

/** Retry topics have none, like messages with a delay level. */
function recallHandleOf(
  { name }: BrokerParts,
  { topic }: IncomingMessage,
  uniqueKey: string,
  delay: Delay | undefined,
): string | undefined {
  if (delay?.handleTime === undefined || topic.startsWith(RETRY_PREFIX)) return undefined;
  return encodeRecallHandle({ topic, brokerName: name, time: delay.handleTime, uniqueKey });
}

/** Entries keep their own properties and get none from the batch, as in 5.5.0. */
function sendBatch(parts: BrokerParts, batch: IncomingMessage): Answer {
  const refused = refuseBatch(parts, batch.topic, batch.body);
  if (refused !== undefined) return refused;
  const entries = decodeBatchEntries(batch.body).map((entry) => store(parts, { ...batch, ...entry }));
  const [first] = entries;
  if (first === undefined) return NO_BODY;
  const ids = entries.map(({ commitLogOffset }) => offsetMessageId(parts.host.bytes, commitLogOffset)).join(',');
  const transactionId = findProperty(batch.properties, PROPERTY.UNIQ_KEY);
  return storedAnswer({ queueId: batch.queueId, transactionId, msgId: ids, recallHandle: undefined, first });
}

function store(parts: BrokerParts, message: IncomingMessage): StoredEntry {
  const { topic, queueId } = message;
  const entry = parts.store.append(message, tagCode(findProperty(message.properties, PROPERTY.TAGS)));
  parts.longPolling.arrived(topic, queueId, entry.tagCode);
  parts.onStored(topic);
  return entry;
}

interface StoredFacts {
  readonly queueId: number;
  readonly transactionId: string | undefined;
  readonly msgId: string;
  readonly recallHandle: string | undefined;
  readonly first: StoredEntry;
}

function storedAnswer({ queueId, transactionId, msgId, recallHandle, first }: StoredFacts): Answer {
  return {
    code: RESPONSE_CODE.SUCCESS,
    extFields: {
      queueId: String(queueId),
      ...(transactionId === undefined ? {} : { transactionId }),
      msgId,
      ...SEND_FIELDS,
      ...(recallHandle === undefined ? {} : { recallHandle }),
      queueOffset: String(first.queueOffset),
    },
  };
}
