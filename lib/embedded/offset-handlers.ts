/**
 * Requests about offsets: what a queue has, and what a consumer group has committed.
 * Source: wire protocol sections 2.6 and 12.4, Java `ConsumerManageProcessor`; answers as recorded from 5.5.0.
 */
import { REQUESTS } from '../client/protocol/requests.js';
import { RESPONSE_CODE } from '../client/protocol/response-code.js';
import type { BrokerParts } from './broker-parts.js';
import { type Answer, type Exchange, type HandlerTable, requestHeader } from './exchange.js';
import type { QueueLog } from './message-store.js';

const NO_MESSAGE = -1;

export function offsetHandlers(parts: BrokerParts): HandlerTable {
  const queueOf = (exchange: Exchange, definition: typeof REQUESTS.GET_MAX_OFFSET): QueueLog | undefined => {
    const { topic, queueId } = requestHeader(definition, exchange);
    return parts.store.queue(topic, queueId);
  };
  return {
    QUERY_CONSUMER_OFFSET: (exchange) => queryConsumerOffset(parts, exchange),
    UPDATE_CONSUMER_OFFSET: (exchange) => updateConsumerOffset(parts, exchange),
    SEARCH_OFFSET_BY_TIMESTAMP: (exchange) => searchOffset(parts, exchange),
    GET_MAX_OFFSET: (exchange) => offsetAnswer(queueOf(exchange, REQUESTS.GET_MAX_OFFSET)?.maxOffset ?? 0),
    // 5.5.0 sends an empty remark with this one.
    GET_MIN_OFFSET: (exchange) => ({
      ...offsetAnswer(queueOf(exchange, REQUESTS.GET_MIN_OFFSET)?.minOffset ?? 0),
      remark: '',
    }),
    GET_EARLIEST_MSG_STORETIME: (exchange) => {
      const { topic, queueId } = requestHeader(REQUESTS.GET_EARLIEST_MSG_STORETIME, exchange);
      const queue = parts.store.queue(topic, queueId);
      const timestamp = queue?.at(queue.minOffset)?.storeTimestamp ?? NO_MESSAGE;
      return { code: RESPONSE_CODE.SUCCESS, extFields: { timestamp: String(timestamp) } };
    },
  };
}

function offsetAnswer(offset: number): Answer {
  return { code: RESPONSE_CODE.SUCCESS, extFields: { offset: String(offset) } };
}

/** A new group on a queue whose first message is still there starts at 0, unless the request forbids that. */
function queryConsumerOffset(parts: BrokerParts, exchange: Exchange): Answer {
  const { consumerGroup, topic, queueId } = requestHeader(REQUESTS.QUERY_CONSUMER_OFFSET, exchange);
  const committed = parts.groups.committed(consumerGroup, topic, queueId);
  if (committed !== undefined) return offsetAnswer(committed);
  const queue = parts.store.queue(topic, queueId);
  if (queue === undefined || queue.minOffset > 0) {
    return notFound('Not found, V3_0_6_SNAPSHOT maybe this group consumer boot first');
  }
  if (exchange.command.extFields?.['setZeroIfNotFound'] === 'false') {
    return notFound('Not found, do not set to zero, maybe this group boot first');
  }
  return offsetAnswer(0);
}

function notFound(remark: string): Answer {
  return { code: RESPONSE_CODE.QUERY_NOT_FOUND, remark, extFields: {} };
}

function updateConsumerOffset(parts: BrokerParts, exchange: Exchange): Answer {
  const header = requestHeader(REQUESTS.UPDATE_CONSUMER_OFFSET, exchange);
  const { consumerGroup, topic, queueId, commitOffset } = header;
  if (!parts.groups.isKnown(consumerGroup)) {
    const remark = `Group ${consumerGroup} not exist!`;
    return { code: RESPONSE_CODE.SUBSCRIPTION_GROUP_NOT_EXIST, remark, extFields: {} };
  }
  if (parts.topics.get(topic) === undefined) {
    return { code: RESPONSE_CODE.TOPIC_NOT_EXIST, remark: `Topic ${topic} not exist!`, extFields: {} };
  }
  parts.groups.commit(consumerGroup, topic, queueId, commitOffset);
  return { code: RESPONSE_CODE.SUCCESS, extFields: {} };
}

/** The first message stored at that time or later, the end of the queue if there is none. */
function searchOffset(parts: BrokerParts, exchange: Exchange): Answer {
  const { topic, queueId, timestamp } = requestHeader(REQUESTS.SEARCH_OFFSET_BY_TIMESTAMP, exchange);
  const queue = parts.store.queue(topic, queueId);
  for (const entry of queue?.entries() ?? []) {
    if (entry.storeTimestamp >= timestamp) return offsetAnswer(entry.queueOffset);
  }
  return offsetAnswer(queue?.maxOffset ?? 0);
}
