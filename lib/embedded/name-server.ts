/**
 * The name server: answers from what its brokers know, so a topic is in the route the moment a broker has it.
 * Source: wire protocol sections 5.1 and 5.8, Java `ClientRequestProcessor`; answers as recorded from 5.5.0.
 */
import { MASTER_BROKER_ID } from '../client/protocol/protocol-limits.js';
import { REQUESTS } from '../client/protocol/requests.js';
import { RESPONSE_CODE } from '../client/protocol/response-code.js';
import { encodeTopicRouteData, type TopicRouteData } from '../client/protocol/topic-route-data.js';
import type { TopicQueueMappings } from '../client/protocol/topic-queue-mapping.js';
import { type Answer, type Exchange, type HandlerTable, type RemotingService, requestHeader } from './exchange.js';
import { FAQ_HELP } from './remarks.js';
import type { TopicConfig, TopicTable } from './topic-table.js';

/** What a broker registers with. */
export interface RegisteredBroker {
  readonly name: string;
  /** `host:port` */
  readonly address: string;
  readonly topics: TopicTable;
}

/** What a route says besides brokers and queues. */
export interface RouteExtras {
  /** Makes an order topic: `broker-a:4;broker-b:2`. */
  readonly orderTopicConf?: string;
  /** Makes a static topic. Brokers go on taking queue ids as their own: let them have as many queues as the mapping. */
  readonly topicQueueMappingByBroker?: TopicQueueMappings;
}

/** Clients from this version on read standard JSON only (V4_9_4). */
const STANDARD_JSON_VERSION = 401;

export class NameServer implements RemotingService {
  readonly handlers: HandlerTable = {
    GET_ROUTEINFO_BY_TOPIC: (exchange) => this.#route(exchange),
    GET_BROKER_CLUSTER_INFO: () => this.#clusterInfo(),
  };
  readonly #clusterName: string;
  readonly #brokers = new Map<string, RegisteredBroker>();
  readonly #removed = new Set<string>();
  readonly #extras = new Map<string, RouteExtras>();

  constructor(clusterName: string) {
    this.#clusterName = clusterName;
  }

  register(broker: RegisteredBroker): void {
    this.#brokers.set(broker.name, broker);
  }

  unregister(brokerName: string): void {
    this.#brokers.delete(brokerName);
  }

  /** Forgets a topic, whatever the brokers say. */
  removeRoute(topic: string): void {
    this.#removed.add(topic);
  }

  restoreRoute(topic: string): void {
    this.#removed.delete(topic);
  }

  /** What the route of a topic says besides brokers and queues, from now on. */
  setRouteExtras(topic: string, extras: RouteExtras): void {
    this.#extras.set(topic, extras);
  }

  disconnected(): void {
    // Nothing is registered on a connection: brokers are in the same process.
  }

  #route(exchange: Exchange): Answer {
    const { topic } = requestHeader(REQUESTS.GET_ROUTEINFO_BY_TOPIC, exchange);
    const holders = this.#removed.has(topic) ? [] : this.#holders(topic);
    if (holders.length === 0) {
      const remark = `No topic route info in name server for the topic: ${topic}${FAQ_HELP}`;
      return { code: RESPONSE_CODE.TOPIC_NOT_EXIST, remark };
    }
    const { version, extFields } = exchange.command;
    const isStandard = version >= STANDARD_JSON_VERSION || extFields?.['acceptStandardJsonOnly'] === 'true';
    const text = encodeTopicRouteData(this.#routeData(topic, holders), isStandard ? 'standard' : 'bare-keys');
    return { code: RESPONSE_CODE.SUCCESS, body: Buffer.from(text, 'utf8') };
  }

  #holders(topic: string): readonly { broker: RegisteredBroker; config: TopicConfig }[] {
    return [...this.#brokers.values()].flatMap((broker) => {
      const config = broker.topics.get(topic);
      return config === undefined ? [] : [{ broker, config }];
    });
  }

  #routeData(topic: string, holders: readonly { broker: RegisteredBroker; config: TopicConfig }[]): TopicRouteData {
    return {
      queueDatas: holders.map(({ broker, config }) => ({
        brokerName: broker.name,
        readQueueNums: config.readQueueNums,
        writeQueueNums: config.writeQueueNums,
        perm: config.perm,
        topicSysFlag: config.topicSysFlag,
      })),
      brokerDatas: holders.map(({ broker }) => ({
        cluster: this.#clusterName,
        brokerName: broker.name,
        brokerAddrs: new Map([[MASTER_BROKER_ID, broker.address]]),
      })),
      orderTopicConf: undefined,
      ...this.#extras.get(topic),
    };
  }

  /** Always with bare integer keys, whatever the client's version. */
  #clusterInfo(): Answer {
    const cluster = JSON.stringify(this.#clusterName);
    const brokers = [...this.#brokers.values()];
    const names = brokers.map(({ name }) => JSON.stringify(name));
    const table = brokers.map(({ name, address }) => {
      const addresses = `{${MASTER_BROKER_ID}:${JSON.stringify(address)}}`;
      const key = JSON.stringify(name);
      return `${key}:{"brokerAddrs":${addresses},"brokerName":${key},"cluster":${cluster},"enableActingMaster":false}`;
    });
    const text = `{"brokerAddrTable":{${table.join(',')}},"clusterAddrTable":{${cluster}:[${names.join(',')}]}}`;
    return { code: RESPONSE_CODE.SUCCESS, body: Buffer.from(text, 'utf8') };
  }
}
