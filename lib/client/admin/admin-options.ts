/**
 * Options that every admin call takes, and what the calls need of the client.
 */
import type { MessageQueue } from '../message/message-queue.js';
import { wholeNumberProblem } from '../errors/option-problems.js';
import type { Clock } from '../remoting/clock.js';
import type { RemotingClient } from '../remoting/remoting-client.js';
import type { BrokerAddressTable } from '../routing/broker-address-table.js';
import type { BrokerRequests } from '../routing/broker-requests.js';
import type { TopicRouteTable } from '../routing/topic-route-table.js';

export interface AdminOptions {
  /** Whole time of the call, in milliseconds; default 6000 (Java `MQAdminImpl`). */
  readonly timeoutMs?: number | undefined;
  /** Ends the wait: the call rejects with the signal's reason. What a broker was asked to do may still happen. */
  readonly signal?: AbortSignal | undefined;
}

export interface AdminPorts {
  readonly requests: BrokerRequests;
  readonly remoting: RemotingClient;
  readonly brokers: BrokerAddressTable;
  readonly routes: TopicRouteTable;
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  readonly maxBodyBytes: number;
  /** Queues of a new topic if the call does not say how many. */
  readonly defaultTopicQueueNums: number;
  /** Old-style namespace of topics. */
  readonly namespace: string | undefined;
  /** Throws once the client is closed. */
  readonly refuseWhenClosed: () => void;
}

/** When a call is over, by the client's clock. */
export interface CallTime {
  readonly deadlineAt: number;
  /** When a call that asks several brokers waits for them no longer, so that some time is left for what follows. */
  readonly brokerDeadlineAt: number;
}

/** What is wrong with a queue that was passed in. */
export function queueProblems(queue: MessageQueue): (string | undefined)[] {
  return [
    textProblem('queue.topic', queue.topic),
    textProblem('queue.brokerName', queue.brokerName),
    wholeNumberProblem('queue.queueId', queue.queueId, 0),
  ];
}

/** The problem of a text that must say something. */
export function textProblem(name: string, value: unknown): string | undefined {
  if (typeof value === 'string' && value.trim() !== '') return undefined;
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return `${name} is ${shown}, it must be a text that is not blank`;
}
