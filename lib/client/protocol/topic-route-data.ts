/**
 * The answer to GET_ROUTEINFO_BY_TOPIC: which brokers hold a topic, and where they are.
 * Source: wire protocol section 5.1, Java `TopicRouteData`.
 */
import { ResponseInvalidError } from '../errors/transport-errors.js';
import { parseFastjson } from './fastjson-parser.js';
import { valueExcerpt } from './value-excerpt.js';

/** Far more than any broker takes for one topic. */
export const MOST_QUEUES = 65_536;

/** Bits of `perm`. */
export const PERMISSION = { READ: 4, WRITE: 2, INHERIT: 1 } as const;

/** The queues of a topic on one broker name. */
export interface QueueData {
  readonly brokerName: string;
  readonly readQueueNums: number;
  readonly writeQueueNums: number;
  readonly perm: number;
  readonly topicSysFlag: number;
}

/** The processes of one broker name. */
export interface BrokerData {
  readonly cluster: string;
  readonly brokerName: string;
  /** Broker id (0 is the master) -> `host:port`. */
  readonly brokerAddrs: ReadonlyMap<number, string>;
  /** A slave may stand in for the master (5.x); absent means false. */
  readonly enableActingMaster?: true;
}

export interface TopicRouteData {
  readonly queueDatas: readonly QueueData[];
  readonly brokerDatas: readonly BrokerData[];
  /** `brokerA:8;brokerB:4`, present only for topics that the name server keeps in order. */
  readonly orderTopicConf: string | undefined;
}

/**
 * Reads a route, in standard JSON or in the dialect of name servers before 4.9.4.
 *
 * @throws {ResponseInvalidError} RESPONSE_INVALID - text that is no route
 */
export function parseTopicRouteData(answer: string): TopicRouteData {
  const route = object(parseFastjson(answer), 'the route');
  return {
    queueDatas: list(route['queueDatas'], 'queueDatas').map(queueData),
    brokerDatas: list(route['brokerDatas'], 'brokerDatas').map(brokerData),
    orderTopicConf: typeof route['orderTopicConf'] === 'string' ? route['orderTopicConf'] : undefined,
  };
}

function queueData(value: unknown): QueueData {
  const data = object(value, 'a queueData');
  return {
    brokerName: text(data['brokerName'], 'brokerName'),
    readQueueNums: queueCount(data['readQueueNums'], 'readQueueNums'),
    writeQueueNums: queueCount(data['writeQueueNums'], 'writeQueueNums'),
    perm: integer(data['perm'], 'perm'),
    topicSysFlag: integer(data['topicSysFlag'] ?? 0, 'topicSysFlag'),
  };
}

function brokerData(value: unknown): BrokerData {
  const data = object(value, 'a brokerData');
  const addresses = Object.entries(object(data['brokerAddrs'], 'brokerAddrs'));
  return {
    cluster: text(data['cluster'] ?? '', 'cluster'),
    brokerName: text(data['brokerName'], 'brokerName'),
    brokerAddrs: new Map(addresses.map(([id, address]) => [brokerId(id), text(address, 'a broker address')])),
    ...(data['enableActingMaster'] === true ? { enableActingMaster: true } : {}),
  };
}

function object(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw unusable(what, 'an object', value);
}

function list(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw unusable(what, 'a list', value);
}

function text(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw unusable(what, 'a string', value);
}

function integer(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw unusable(what, 'an integer', value);
}

/** Bounded, because a list of that many queues is made from it. */
function queueCount(value: unknown, what: string): number {
  const count = integer(value, what);
  if (count >= 0 && count <= MOST_QUEUES) return count;
  throw unusable(what, `from 0 to ${MOST_QUEUES}`, value);
}

function brokerId(id: string): number {
  if (/^-?\d+$/.test(id)) return integer(Number(id), 'a broker id');
  throw unusable('a broker id', 'an integer', id);
}

function unusable(what: string, expected: string, value: unknown): ResponseInvalidError {
  return new ResponseInvalidError(
    `the route answer has ${valueExcerpt(value)} in ${what}, which should be ${expected}`,
  );
}

/**
 * Writes a route as a 5.5.0 name server does (Java `TopicRouteData` through fastjson).
 *
 * @param dialect - `standard` for clients that announce version 401 or more, else `bare-keys`
 */
export function encodeTopicRouteData(route: TopicRouteData, dialect: 'standard' | 'bare-keys'): string {
  const quote = dialect === 'standard' ? '"' : '';
  const brokers = route.brokerDatas.map((broker) => {
    const addresses = [...broker.brokerAddrs].map(([id, address]) => `${quote}${id}${quote}:${json(address, dialect)}`);
    return `{"brokerAddrs":{${addresses.join(',')}},"brokerName":${json(broker.brokerName, dialect)},"cluster":${json(broker.cluster, dialect)},"enableActingMaster":${broker.enableActingMaster === true}}`;
  });
  const order = route.orderTopicConf === undefined ? '' : `"orderTopicConf":${json(route.orderTopicConf, dialect)},`;
  const queues = route.queueDatas.map(
    (queue) =>
      `{"brokerName":${json(queue.brokerName, dialect)},"perm":${queue.perm},"readQueueNums":${queue.readQueueNums},"topicSysFlag":${queue.topicSysFlag},"writeQueueNums":${queue.writeQueueNums}}`,
  );
  return `{"brokerDatas":[${brokers.join(',')}],"filterServerTable":{},${order}"queueDatas":[${queues.join(',')}]}`;
}

/** fastjson's browser-compatible form escapes slashes and everything outside ASCII. */
function json(value: string, dialect: 'standard' | 'bare-keys'): string {
  const quoted = JSON.stringify(value);
  if (dialect === 'bare-keys') return quoted;
  return quoted
    .replaceAll('/', '\\/')
    .replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}
