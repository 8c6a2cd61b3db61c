/**
 * Errors of calls that go to every broker of a topic: each names the brokers that failed.
 */
import { RocketMQError } from './rocketmq-error.js';

/** A broker that could not do its part of a call. */
export interface BrokerFailure {
  readonly brokerName: string;
  /** Address that was asked, `host:port`. */
  readonly address: string;
  readonly error: Error;
}

/** No broker created the topic. */
export class TopicNotCreatedError extends RocketMQError {
  override readonly code = 'TOPIC_NOT_CREATED';

  /** @param failures - the last failure of each broker; none if the route of the key names no master */
  constructor(
    readonly topic: string,
    readonly key: string,
    readonly failures: readonly BrokerFailure[],
  ) {
    const reason =
      failures.length === 0
        ? `no broker on the route of ${key} has a master now: start one, or pass another key, e.g. the cluster's name`
        : `no broker on the route of ${key} created it: ${listed(failures)}`;
    super(`topic ${topic} was not created: ${reason}`, causedBy(failures));
  }
}

/** RocketMQ's `NO_MESSAGE`. */
const NO_MESSAGE = 208;

/** No broker that could be asked has a message with that key or id. */
export class MessageNotFoundError extends RocketMQError {
  override readonly code = 'NO_MESSAGE';

  /** @param failures - brokers that could not be asked, which may have it */
  constructor(
    readonly topic: string,
    readonly key: string,
    readonly failures: readonly BrokerFailure[],
  ) {
    const unasked = failures.length === 0 ? '' : `; could not be asked: ${listed(failures)}`;
    super(`no broker that answered has a message of topic ${topic} with the key or id ${key}${unasked}`, {
      cause: failures.at(-1)?.error,
      responseCode: NO_MESSAGE,
    });
  }
}

function listed(failures: readonly BrokerFailure[]): string {
  return failures.map(({ brokerName, address, error }) => `${brokerName} ${address} (${error.message})`).join(', ');
}

function causedBy(failures: readonly BrokerFailure[]): { readonly cause?: unknown; readonly responseCode?: number } {
  const cause = failures.at(-1)?.error;
  if (!(cause instanceof RocketMQError) || cause.responseCode === undefined) return { cause };
  return { cause, responseCode: cause.responseCode };
}
