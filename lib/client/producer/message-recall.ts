/**
 * Takes back messages with a timer before they are due: finds the broker that holds one, and asks it once.
 * Source: client behaviour F.7, Java `DefaultMQProducerImpl.recallMessage`.
 */
import { InvalidMessageError } from '../errors/input-errors.js';
import { numberProblem, refuseProblems } from '../errors/option-problems.js';
import { BrokerNotFoundError } from '../errors/server-errors.js';
import { checkTopicName, DLQ_PREFIX, RETRY_PREFIX } from '../message/name-validation.js';
import { wrapNamespace } from '../message/namespace.js';
import { REQUESTS } from '../protocol/requests.js';
import type { Clock } from '../remoting/clock.js';
import type { ConnectionPool } from '../remoting/connection-pool.js';
import { RemotingClient } from '../remoting/remoting-client.js';
import { answerHeader, refuseFailure } from '../routing/broker-answer.js';
import type { BrokerAddressTable } from '../routing/broker-address-table.js';
import type { TopicRouteTable } from '../routing/topic-route-table.js';
import { brokerOfRecallHandle } from './recall-handle.js';

export interface RecallPorts {
  readonly routes: TopicRouteTable;
  readonly brokers: BrokerAddressTable;
  readonly pool: ConnectionPool;
  readonly clock: Clock;
  readonly namespace: string | undefined;
}

export interface RecallOptions {
  /** Time for the route and the broker's answer, in milliseconds; default the producer's `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
}

/** What is to be recalled, by whom. */
export interface Recall {
  readonly group: string;
  readonly topic: string;
  readonly recallHandle: string;
  readonly timeoutMs: number;
}

const { RECALL_MESSAGE } = REQUESTS;

/** Resolves with the id of the message. What it rejects with is told at `Producer.recall()`. */
export async function recallMessage(ports: RecallPorts, recall: Recall): Promise<string> {
  const { brokers, clock, namespace, pool, routes } = ports;
  const { recallHandle, timeoutMs } = recall;
  const topic = wrapNamespace(namespace, recall.topic);
  const brokerName = checkRecall(topic, recall);
  const deadlineAt = clock.now() + timeoutMs;
  const queues = routes.publishInfos.get(topic)?.queues ?? (await routes.find(topic, deadlineAt)).publishInfo.queues;
  // Any other broker of the topic may be a proxy that knows the way.
  const address = (brokers.master(brokerName) ?? brokers.master(queues[0]?.brokerName ?? ''))?.address;
  if (address === undefined) throw new BrokerNotFoundError(brokerName);
  const response = await new RemotingClient(pool, clock).invoke({
    address,
    definition: RECALL_MESSAGE,
    header: { producerGroup: wrapNamespace(namespace, recall.group), brokerName, topic, recallHandle },
    deadlineAt,
  });
  refuseFailure({ address, response });
  return answerHeader(RECALL_MESSAGE, { address, response }).msgId;
}

/** The name of the broker to ask. */
function checkRecall(topic: string, { recallHandle, timeoutMs }: Recall): string {
  checkTopicName(topic);
  if (topic.startsWith(RETRY_PREFIX) || topic.startsWith(DLQ_PREFIX)) {
    throw new InvalidMessageError('topic', `topic is not supported: nothing can be recalled from ${topic}`);
  }
  refuseProblems('recall options', [numberProblem('timeoutMs', timeoutMs, 1)]);
  return brokerOfRecallHandle(recallHandle);
}
