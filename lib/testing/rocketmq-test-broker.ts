/**
 * What a test sees of the brokers behind `RocketMQTestingModule`.
 */
import type { MessageExt } from '../client/index.js';
import {
  EmbeddedCluster,
  type Fault,
  type FaultHandle,
  MessageWaitError,
  type TopicOptions,
} from '../embedded/index.js';
import { topicName, type TopicReference } from '../nest/message/topic-definition.js';
import { type MessageBody, readBody } from './message-body.js';
import type { RocketMQTestingModuleOptions } from './rocketmq-testing-options.interface.js';
import { MessagesMissingError } from './testing-errors.js';

/**
 * A message as a broker stored it.
 *
 * @publicApi
 */
export type ReceivedMessage = MessageExt & MessageBody;

/**
 * The brokers that the app publishes to: what they hold, and faults on demand. Injectable.
 *
 * @publicApi
 */
export class RocketMQTestBroker {
  private constructor(
    /** All that the embedded cluster can do besides. */
    readonly cluster: EmbeddedCluster,
  ) {}

  /** @internal Made by `RocketMQTestingModule`. */
  static async start({ cluster, topics = [] }: RocketMQTestingModuleOptions): Promise<RocketMQTestBroker> {
    // A boot that fails has nobody who stops the cluster: it must not keep the test runner alive.
    const started = await EmbeddedCluster.start({ ...cluster, keepAlive: false });
    try {
      const named: Readonly<Record<string, TopicOptions>> = isList(topics)
        ? Object.fromEntries(topics.map((name) => [name, {}]))
        : topics;
      for (const [name, topicOptions] of Object.entries(named)) started.createTopic(name, topicOptions);
    } catch (error) {
      await started.stop();
      throw error;
    }
    return new RocketMQTestBroker(started);
  }

  /** `host:port` of the name server, for further clients. */
  get nameServer(): string {
    return this.cluster.nameServer;
  }

  /** What the brokers hold of a topic, in order of arrival. Bodies in LZ4 and ZSTD come as stored: see {@link waitFor}. */
  received(topic: TopicReference): readonly ReceivedMessage[] {
    return this.cluster.messages(topicName(topic)).map(readable);
  }

  /**
   * Waits until the brokers hold at least `count` messages of a topic, and returns all of them.
   *
   * @param options.timeoutMs - default 5000
   * @throws {MessagesMissingError} MESSAGES_MISSING - fewer came in time; the error says what came instead
   */
  async waitFor(
    topic: TopicReference,
    count: number,
    options: { readonly timeoutMs?: number } = {},
  ): Promise<readonly ReceivedMessage[]> {
    try {
      return (await this.cluster.waitFor(topicName(topic), count, options)).map(readable);
    } catch (error) {
      throw error instanceof MessageWaitError ? this.missing(error) : error;
    }
  }

  /**
   * Orders a fault: it hits the next requests that fit.
   *
   * @example
   * ```ts
   * broker.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 2, remark: 'busy' } });
   * ```
   * @throws {InvalidOptionsError} INVALID_OPTIONS - a request or a server that does not exist
   */
  fault(fault: Fault): FaultHandle {
    return this.cluster.fault(fault);
  }

  clearFaults(): void {
    this.cluster.clearFaults();
  }

  /** One line for each ordered fault that has not hit as often as ordered. */
  unusedFaults(): readonly string[] {
    return this.cluster.unusedFaults();
  }

  private missing(error: MessageWaitError): MessagesMissingError {
    const { topic, expected, messages, reason } = error;
    const others = this.cluster.topics().filter((name) => name !== topic);
    return new MessagesMissingError(
      {
        topic,
        expected,
        received: messages.map(({ body }) => readBody(body).text),
        elsewhere: Object.fromEntries(others.map((name) => [name, this.cluster.messages(name).length])),
        failures: [],
      },
      reason,
      { cause: error },
    );
  }
}

function isList(topics: NonNullable<RocketMQTestingModuleOptions['topics']>): topics is readonly string[] {
  return Array.isArray(topics);
}

function readable(message: MessageExt): ReceivedMessage {
  return { ...message, ...readBody(message.body) };
}
