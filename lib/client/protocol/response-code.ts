/**
 * Broker and name server response codes as data: name, and what a sender can do about it.
 * Source: Java `ResponseCode`; the remedies of a send are `DefaultMQProducer.retryResponseCodes` (client behaviour B.5).
 */

/**
 * What helps against a code: another broker may take the request; the route must be asked for again before
 * trying elsewhere; nothing helps.
 */
export type Remedy = 'other-broker' | 'refresh-route' | 'none';

interface ResponseCodeRow {
  readonly name: string;
  readonly remedy: Remedy;
}

const row = (name: string, remedy: Remedy = 'none'): ResponseCodeRow => ({ name, remedy });

const RESPONSE_CODES: ReadonlyMap<number, ResponseCodeRow> = new Map([
  [0, row('SUCCESS')],
  [1, row('SYSTEM_ERROR', 'other-broker')],
  [2, row('SYSTEM_BUSY', 'other-broker')],
  [3, row('REQUEST_CODE_NOT_SUPPORTED')],
  [4, row('TRANSACTION_FAILED')],
  [10, row('FLUSH_DISK_TIMEOUT')],
  [11, row('SLAVE_NOT_AVAILABLE')],
  [12, row('FLUSH_SLAVE_TIMEOUT')],
  [13, row('MESSAGE_ILLEGAL')],
  [14, row('SERVICE_NOT_AVAILABLE', 'other-broker')],
  [15, row('VERSION_NOT_SUPPORTED')],
  [16, row('NO_PERMISSION', 'other-broker')],
  [17, row('TOPIC_NOT_EXIST', 'refresh-route')],
  [18, row('TOPIC_EXIST_ALREADY')],
  [19, row('PULL_NOT_FOUND')],
  [20, row('PULL_RETRY_IMMEDIATELY')],
  [21, row('PULL_OFFSET_MOVED')],
  [22, row('QUERY_NOT_FOUND')],
  [23, row('SUBSCRIPTION_PARSE_FAILED')],
  [24, row('SUBSCRIPTION_NOT_EXIST')],
  [25, row('SUBSCRIPTION_NOT_LATEST')],
  [26, row('SUBSCRIPTION_GROUP_NOT_EXIST')],
  [27, row('FILTER_DATA_NOT_EXIST')],
  [28, row('FILTER_DATA_NOT_LATEST')],
  [29, row('INVALID_PARAMETER')],
  [204, row('NO_BUYER_ID', 'other-broker')],
  [205, row('NOT_IN_CURRENT_UNIT', 'other-broker')],
  [206, row('CONSUMER_NOT_ONLINE')],
  [207, row('CONSUME_MSG_TIMEOUT')],
  [208, row('NO_MESSAGE')],
  [209, row('POLLING_FULL')],
  [210, row('POLLING_TIMEOUT')],
  [211, row('BROKER_NOT_EXIST')],
  [212, row('BROKER_DISPATCH_NOT_COMPLETE')],
  [213, row('BROADCAST_CONSUMPTION')],
  [215, row('FLOW_CONTROL')],
  [501, row('NOT_LEADER_FOR_QUEUE')],
  [604, row('ILLEGAL_OPERATION')],
  [1500, row('GO_AWAY', 'other-broker')],
]);

/** Codes that this package compares with by name. */
export const RESPONSE_CODE = {
  SUCCESS: 0,
  SYSTEM_ERROR: 1,
  SYSTEM_BUSY: 2,
  REQUEST_CODE_NOT_SUPPORTED: 3,
  FLUSH_DISK_TIMEOUT: 10,
  SLAVE_NOT_AVAILABLE: 11,
  FLUSH_SLAVE_TIMEOUT: 12,
  MESSAGE_ILLEGAL: 13,
  SERVICE_NOT_AVAILABLE: 14,
  NO_PERMISSION: 16,
  TOPIC_NOT_EXIST: 17,
  PULL_NOT_FOUND: 19,
  PULL_RETRY_IMMEDIATELY: 20,
  PULL_OFFSET_MOVED: 21,
  QUERY_NOT_FOUND: 22,
  SUBSCRIPTION_GROUP_NOT_EXIST: 26,
  INVALID_PARAMETER: 29,
  ILLEGAL_OPERATION: 604,
  GO_AWAY: 1500,
} as const;

/** RocketMQ's name of a code, `undefined` for a code that is not in the table. */
export function responseCodeName(code: number): string | undefined {
  return RESPONSE_CODES.get(code)?.name;
}

/** What a sender can do about an answer with this code; `none` for unknown codes, as in Java. */
export function responseCodeRemedy(code: number): Remedy {
  return RESPONSE_CODES.get(code)?.remedy ?? 'none';
}
