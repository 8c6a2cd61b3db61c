/**
 * The answer to GET_ROUTEINFO_BY_TOPIC: which brokers hold a topic, and where they are.
 * Source: wire protocol section 5.1, Java `TopicRouteData`.
 */
import { parseFastjson } from './fastjson-parser.js';
import { type FastjsonDialect, integerMapText, jsonText } from './fastjson-text.js';
import { integer, integerKey, list, object, queueCount, text } from './route-values.js';
import { encodeTopicQueueMappings, parseTopicQueueMappings, type TopicQueueMappings } from './topic-queue-mapping.js';

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
  /** Present only for static topics (5.x). */
  readonly topicQueueMappingByBroker?: TopicQueueMappings;
}

/**
 * Reads a route, in standard JSON or in the dialect of name servers before 4.9.4.
 *
 * @throws {ResponseInvalidError} RESPONSE_INVALID - text that is no route
 */
export function parseTopicRouteData(answer: string): TopicRouteData {
  const route = object(parseFastjson(answer), 'the route');
  const mappings = route['topicQueueMappingByBroker'] ?? undefined;
  return {
    queueDatas: list(route['queueDatas'], 'queueDatas').map(queueData),
    brokerDatas: list(route['brokerDatas'], 'brokerDatas').map(brokerData),
    orderTopicConf: typeof route['orderTopicConf'] === 'string' ? route['orderTopicConf'] : undefined,
    ...(mappings === undefined ? {} : { topicQueueMappingByBroker: parseTopicQueueMappings(mappings) }),
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
    brokerAddrs: new Map(
      addresses.map(([id, address]) => [integerKey(id, 'a broker id'), text(address, 'a broker address')]),
    ),
    ...(data['enableActingMaster'] === true ? { enableActingMaster: true } : {}),
  };
}

/**
 * Writes a route as a 5.5.0 name server does (Java `TopicRouteData` through fastjson).
 */
export function encodeTopicRouteData(route: TopicRouteData, dialect: FastjsonDialect): string {
  const brokers = route.brokerDatas.map((broker) => {
    const addresses = Array.from(broker.brokerAddrs, ([id, address]) => [id, jsonText(address, dialect)] as const);
    return (
      `{"brokerAddrs":${integerMapText(addresses, dialect)},"brokerName":${jsonText(broker.brokerName, dialect)},` +
      `"cluster":${jsonText(broker.cluster, dialect)},"enableActingMaster":${broker.enableActingMaster === true}}`
    );
  });
  const queues = route.queueDatas.map(
    (queue) =>
      `{"brokerName":${jsonText(queue.brokerName, dialect)},"perm":${queue.perm},"readQueueNums":${queue.readQueueNums},` +
      `"topicSysFlag":${queue.topicSysFlag},"writeQueueNums":${queue.writeQueueNums}}`,
  );
  const { orderTopicConf, topicQueueMappingByBroker: mappings } = route;
  const order = orderTopicConf === undefined ? '' : `"orderTopicConf":${jsonText(orderTopicConf, dialect)},`;
  const mapping =
    mappings === undefined ? '' : `,"topicQueueMappingByBroker":${encodeTopicQueueMappings(mappings, dialect)}`;
  return `{"brokerDatas":[${brokers.join(',')}],"filterServerTable":{},${order}"queueDatas":[${queues.join(',')}]${mapping}}`;
}
