/**
 * The request table: code, request header and response header of every request this package sends or serves.
 * A row gives the encoder, the parser and the TypeScript types. Source: wire protocol sections 2 and 12.
 */
import {
  compileHeader,
  type CompiledField,
  type HeaderSchema,
  type HeaderValues,
  optional,
  required,
} from './header-schema.js';

/** One row: how a request and the answer to it look. */
export interface RequestDefinition<Q extends HeaderSchema = HeaderSchema, R extends HeaderSchema = HeaderSchema> {
  readonly code: number;
  readonly name: string;
  readonly requestFields: readonly CompiledField[];
  readonly responseFields: readonly CompiledField[];
  /** Exists for its types alone. */
  readonly schemas?: { readonly request: Q; readonly response: R };
}

/** The header values that a request is sent with. */
export type RequestHeader<D> = D extends RequestDefinition<infer Q> ? HeaderValues<Q> : never;
/** The header values that a request is answered with. */
export type ResponseHeader<D> = D extends RequestDefinition<HeaderSchema, infer R> ? HeaderValues<R> : never;

function define<Q extends HeaderSchema, R extends HeaderSchema>(
  code: number,
  name: string,
  request: Q,
  response: R,
): RequestDefinition<Q, R> {
  return { code, name, requestFields: compileHeader(request), responseFields: compileHeader(response) };
}

/** Single letters: this header travels with every message (Java `SendMessageRequestHeaderV2`). */
const sendMessageHeaderV2 = {
  producerGroup: required('a', 'string'),
  topic: required('b', 'string'),
  defaultTopic: required('c', 'string'),
  defaultTopicQueueNums: required('d', 'int'),
  queueId: required('e', 'int'),
  sysFlag: required('f', 'int'),
  bornTimestamp: required('g', 'long'),
  flag: required('h', 'int'),
  properties: optional('i', 'string'),
  reconsumeTimes: optional('j', 'int'),
  unitMode: optional('k', 'boolean'),
  maxReconsumeTimes: optional('l', 'int'),
  batch: optional('m', 'boolean'),
  brokerName: optional('n', 'string'),
} as const;

/** The same header with its long names (Java `SendMessageRequestHeader`). */
const sendMessageHeaderV1 = {
  producerGroup: required('producerGroup', 'string'),
  topic: required('topic', 'string'),
  defaultTopic: required('defaultTopic', 'string'),
  defaultTopicQueueNums: required('defaultTopicQueueNums', 'int'),
  queueId: required('queueId', 'int'),
  sysFlag: required('sysFlag', 'int'),
  bornTimestamp: required('bornTimestamp', 'long'),
  flag: required('flag', 'int'),
  properties: optional('properties', 'string'),
  reconsumeTimes: optional('reconsumeTimes', 'int'),
  unitMode: optional('unitMode', 'boolean'),
  maxReconsumeTimes: optional('maxReconsumeTimes', 'int'),
  batch: optional('batch', 'boolean'),
  brokerName: optional('bname', 'string'),
} as const;

const sendMessageResponse = {
  msgId: required('msgId', 'string'),
  queueId: required('queueId', 'int'),
  queueOffset: required('queueOffset', 'long'),
  transactionId: optional('transactionId', 'string'),
  regionId: optional('MSG_REGION', 'string'),
  traceOn: optional('TRACE_ON', 'string'),
  recallHandle: optional('recallHandle', 'string'),
} as const;

const pullMessageHeader = {
  consumerGroup: required('consumerGroup', 'string'),
  topic: required('topic', 'string'),
  queueId: required('queueId', 'int'),
  queueOffset: required('queueOffset', 'long'),
  maxMsgNums: required('maxMsgNums', 'int'),
  sysFlag: required('sysFlag', 'int'),
  commitOffset: required('commitOffset', 'long'),
  suspendTimeoutMillis: required('suspendTimeoutMillis', 'long'),
  subscription: optional('subscription', 'string'),
  subVersion: required('subVersion', 'long'),
  expressionType: optional('expressionType', 'string'),
  maxMsgBytes: optional('maxMsgBytes', 'int'),
  brokerName: optional('bname', 'string'),
} as const;

const pullMessageResponse = {
  suggestWhichBrokerId: required('suggestWhichBrokerId', 'long'),
  nextBeginOffset: required('nextBeginOffset', 'long'),
  minOffset: required('minOffset', 'long'),
  maxOffset: required('maxOffset', 'long'),
} as const;

/** A queue of a topic, as most requests about offsets name it. */
const queueHeader = {
  topic: required('topic', 'string'),
  queueId: required('queueId', 'int'),
  brokerName: optional('bname', 'string'),
} as const;

const consumerOffsetHeader = { consumerGroup: required('consumerGroup', 'string'), ...queueHeader } as const;

const createTopicHeader = {
  topic: required('topic', 'string'),
  defaultTopic: required('defaultTopic', 'string'),
  readQueueNums: required('readQueueNums', 'int'),
  writeQueueNums: required('writeQueueNums', 'int'),
  perm: required('perm', 'int'),
  topicFilterType: required('topicFilterType', 'string'),
  topicSysFlag: optional('topicSysFlag', 'int'),
  order: required('order', 'boolean'),
  attributes: optional('attributes', 'string'),
} as const;

const queryMessageHeader = {
  topic: required('topic', 'string'),
  key: required('key', 'string'),
  maxNum: required('maxNum', 'int'),
  beginTimestamp: required('beginTimestamp', 'long'),
  // Text, because Java asks for everything up to `Long.MAX_VALUE`, which is no exact number here.
  endTimestamp: required('endTimestamp', 'string'),
  isUniqueKey: optional('_UNIQUE_KEY_QUERY', 'boolean'),
  indexType: optional('indexType', 'string'),
} as const;

const queryMessageResponse = {
  indexLastUpdateTimestamp: required('indexLastUpdateTimestamp', 'long'),
  indexLastUpdatePhyoffset: required('indexLastUpdatePhyoffset', 'long'),
} as const;

const offsetResponse = { offset: required('offset', 'long') } as const;
const noFields = {} as const;

export const REQUESTS = {
  SEND_MESSAGE: define(10, 'SEND_MESSAGE', sendMessageHeaderV1, sendMessageResponse),
  PULL_MESSAGE: define(11, 'PULL_MESSAGE', pullMessageHeader, pullMessageResponse),
  QUERY_MESSAGE: define(12, 'QUERY_MESSAGE', queryMessageHeader, queryMessageResponse),
  QUERY_CONSUMER_OFFSET: define(14, 'QUERY_CONSUMER_OFFSET', consumerOffsetHeader, offsetResponse),
  UPDATE_CONSUMER_OFFSET: define(
    15,
    'UPDATE_CONSUMER_OFFSET',
    { ...consumerOffsetHeader, commitOffset: required('commitOffset', 'long') } as const,
    noFields,
  ),
  UPDATE_AND_CREATE_TOPIC: define(17, 'UPDATE_AND_CREATE_TOPIC', createTopicHeader, noFields),
  SEARCH_OFFSET_BY_TIMESTAMP: define(
    29,
    'SEARCH_OFFSET_BY_TIMESTAMP',
    { ...queueHeader, timestamp: required('timestamp', 'long') } as const,
    offsetResponse,
  ),
  GET_MAX_OFFSET: define(30, 'GET_MAX_OFFSET', queueHeader, offsetResponse),
  GET_MIN_OFFSET: define(31, 'GET_MIN_OFFSET', queueHeader, offsetResponse),
  GET_EARLIEST_MSG_STORETIME: define(32, 'GET_EARLIEST_MSG_STORETIME', queueHeader, {
    timestamp: required('timestamp', 'long'),
  } as const),
  VIEW_MESSAGE_BY_ID: define(
    33,
    'VIEW_MESSAGE_BY_ID',
    { offset: required('offset', 'long'), topic: optional('topic', 'string') } as const,
    noFields,
  ),
  HEART_BEAT: define(34, 'HEART_BEAT', noFields, noFields),
  UNREGISTER_CLIENT: define(
    35,
    'UNREGISTER_CLIENT',
    {
      producerGroup: optional('producerGroup', 'string'),
      consumerGroup: optional('consumerGroup', 'string'),
      clientId: required('clientID', 'string'),
    } as const,
    noFields,
  ),
  GET_CONSUMER_LIST_BY_GROUP: define(
    38,
    'GET_CONSUMER_LIST_BY_GROUP',
    { consumerGroup: required('consumerGroup', 'string') } as const,
    noFields,
  ),
  GET_ROUTEINFO_BY_TOPIC: define(
    105,
    'GET_ROUTEINFO_BY_TOPIC',
    { topic: required('topic', 'string') } as const,
    noFields,
  ),
  GET_BROKER_CLUSTER_INFO: define(106, 'GET_BROKER_CLUSTER_INFO', noFields, noFields),
  SEND_MESSAGE_V2: define(310, 'SEND_MESSAGE_V2', sendMessageHeaderV2, sendMessageResponse),
  SEND_BATCH_MESSAGE: define(320, 'SEND_BATCH_MESSAGE', sendMessageHeaderV2, sendMessageResponse),
  LITE_PULL_MESSAGE: define(361, 'LITE_PULL_MESSAGE', pullMessageHeader, pullMessageResponse),
  RECALL_MESSAGE: define(
    370,
    'RECALL_MESSAGE',
    {
      producerGroup: optional('producerGroup', 'string'),
      brokerName: optional('bname', 'string'),
      topic: required('topic', 'string'),
      recallHandle: required('recallHandle', 'string'),
    } as const,
    { msgId: required('msgId', 'string') } as const,
  ),
} as const;
