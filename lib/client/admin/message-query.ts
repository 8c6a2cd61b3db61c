/**
 * Finds messages by key on all brokers of a topic at once, and one message by its offset id.
 * Source: client behaviour F.8, Java `MQAdminImpl.queryMessage` and `viewMessage`.
 */
import { type BrokerFailure, MessageNotFoundError } from '../errors/admin-errors.js';
import { RouteNotFoundError } from '../errors/server-errors.js';
import type { MessageExt } from '../message/message-ext.js';
import type { OffsetMessageId } from '../message/offset-message-id.js';
import { openStoredBodies } from '../message/stored-bodies.js';
import { decodeStoredMessages } from '../message/stored-message-codec.js';
import { MASTER_BROKER_ID } from '../protocol/protocol-limits.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import { type RequestHeader, REQUESTS } from '../protocol/requests.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import type { BrokerData } from '../protocol/topic-route-data.js';
import { answerHeader, refuseFailure } from '../routing/broker-answer.js';
import type { AdminPorts, CallTime } from './admin-options.js';

export type QueryHeader = RequestHeader<typeof REQUESTS.QUERY_MESSAGE>;

export interface QueryResult {
  /** Broker by broker, each in the order in which it stored them. */
  readonly messages: readonly MessageExt[];
  /** Store time of the newest message that a broker has indexed, in milliseconds since 1970; 0 if none says so. */
  readonly indexLastUpdateTimestamp: number;
  /** Brokers that could not be asked: there may be more messages on them. */
  readonly failures: readonly BrokerFailure[];
}

interface Target {
  readonly brokerName: string;
  readonly address: string;
}

type Found = Pick<QueryResult, 'messages' | 'indexLastUpdateTimestamp'>;
type Reply = Found | BrokerFailure;

export class MessageQuery {
  readonly #ports: AdminPorts;

  constructor(ports: AdminPorts) {
    this.#ports = ports;
  }

  /**
   * The messages of the topic whose keys contain the key: an index holds hashes, so brokers may find others too.
   *
   * @throws {MessageNotFoundError} NO_MESSAGE
   * @throws {RouteNotFoundError} NO_ROUTE
   */
  async byKey(header: QueryHeader, time: CallTime): Promise<QueryResult> {
    const replies = await Promise.all(await this.#ask(header, time));
    const found = replies.filter(isFound);
    const failures = replies.filter(isFailure);
    const messages = found
      .flatMap((reply) => reply.messages)
      .filter(({ topic, keys }) => topic === header.topic && keys.includes(header.key));
    if (messages.length === 0) throw new MessageNotFoundError(header.topic, header.key, failures);
    const indexed = found.map(({ indexLastUpdateTimestamp }) => indexLastUpdateTimestamp);
    return { messages, indexLastUpdateTimestamp: Math.max(...indexed), failures };
  }

  /**
   * The message with that UNIQ_KEY, from the first broker that has it; `undefined` if all brokers say that they have not.
   *
   * @throws {MessageNotFoundError} NO_MESSAGE - none has it, but not all could be asked
   * @throws {RouteNotFoundError} NO_ROUTE
   */
  async byUniqueKey(header: QueryHeader, time: CallTime): Promise<MessageExt | undefined> {
    const replies = await this.#ask(header, time);
    const hits = replies.map(async (reply) => {
      const answered = await reply;
      const hit = isFound(answered) ? answered.messages.find(({ msgId }) => msgId === header.key) : undefined;
      return hit ?? Promise.reject(new Error('not here'));
    });
    const first = await Promise.any(hits).catch(() => undefined);
    if (first !== undefined) return first;
    const failures = (await Promise.all(replies)).filter(isFailure);
    if (failures.length > 0) throw new MessageNotFoundError(header.topic, header.key, failures);
    return undefined;
  }

  /** The message at the place that the id names; rejects if there is none, or the broker of the id cannot be asked. */
  async byOffsetId(
    topic: string,
    { storeHost, commitLogOffset }: OffsetMessageId,
    deadlineAt: number,
  ): Promise<MessageExt | undefined> {
    const { remoting, brokers } = this.#ports;
    const address = brokers.dialled(storeHost);
    const definition = REQUESTS.VIEW_MESSAGE_BY_ID;
    const header = { offset: commitLogOffset, topic };
    const response = await remoting.invoke({ address, definition, header, deadlineAt });
    refuseFailure({ address, response });
    return (await this.#messagesOf(response))[0];
  }

  /** One reply for each broker of the topic; none of them rejects. */
  async #ask(header: QueryHeader, { deadlineAt, brokerDeadlineAt }: CallTime): Promise<Promise<Reply>[]> {
    const route = await this.#ports.requests.findRoute(header.topic, deadlineAt);
    const targets = (route?.brokerDatas ?? []).flatMap((broker) => this.#targetOf(broker) ?? []);
    if (targets.length === 0) {
      const reason = route === undefined ? 'the name server does not know the topic' : 'no broker of it has an address';
      throw new RouteNotFoundError(header.topic, reason, { responseCode: RESPONSE_CODE.TOPIC_NOT_EXIST });
    }
    return targets.map((target) => this.#askOne(target, header, brokerDeadlineAt));
  }

  /** The master, or the slave with the lowest id (Java takes any). */
  #targetOf({ brokerName, brokerAddrs }: BrokerData): Target | undefined {
    const advertised = brokerAddrs.get(MASTER_BROKER_ID) ?? brokerAddrs.get(Math.min(...brokerAddrs.keys()));
    return advertised === undefined ? undefined : { brokerName, address: this.#ports.brokers.dialled(advertised) };
  }

  async #askOne({ brokerName, address }: Target, header: QueryHeader, deadlineAt: number): Promise<Reply> {
    const definition = REQUESTS.QUERY_MESSAGE;
    try {
      const response = await this.#ports.remoting.invoke({ address, definition, header, deadlineAt });
      if (response.code === RESPONSE_CODE.QUERY_NOT_FOUND) return { messages: [], indexLastUpdateTimestamp: 0 };
      refuseFailure({ address, response });
      const { indexLastUpdateTimestamp } = answerHeader(definition, { address, response });
      return { messages: await this.#messagesOf(response), indexLastUpdateTimestamp };
    } catch (error) {
      return { brokerName, address, error: error as Error };
    }
  }

  #messagesOf({ body = Buffer.alloc(0) }: RemotingCommand): Promise<MessageExt[]> {
    const { maxBodyBytes } = this.#ports;
    return openStoredBodies(decodeStoredMessages(body, maxBodyBytes), maxBodyBytes);
  }
}

function isFound(reply: Reply): reply is Found {
  return 'messages' in reply;
}

function isFailure(reply: Reply): reply is BrokerFailure {
  return !isFound(reply);
}
