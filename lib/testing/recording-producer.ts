/**
 * Records what an app publishes and answers as told, in place of a connection to RocketMQ.
 */
import { clearTimeout, setTimeout } from 'node:timers';
import type { ModuleRef } from '@nestjs/core';
import type { SendResult } from '../client/index.js';
import { DEFAULT_CONNECTION } from '../nest/connection/connection-naming.js';
import type { NativeClient, ProducerService, RocketMQModuleOptions, TopicDefinition } from '../nest/index.js';
import { topicName } from '../nest/message/topic-definition.js';
import { buildPublishingPipeline, type PublishingPipeline } from './publishing-pipeline.js';
import type { RecordedMessage } from './recorded-message.interface.js';
import { RecordingNativeClient, storedResult } from './recording-native-client.js';
import { MessagesMissingError } from './testing-errors.js';

const DEFAULT_TIMEOUT_MS = 5000;

/**
 * Options of the module that matter without a broker, and the name of the connection.
 *
 * @publicApi
 */
export interface RecordingProducerOptions extends Pick<
  RocketMQModuleOptions,
  'guards' | 'interceptors' | 'serializer' | 'onEvent'
> {
  /** The connection that is recorded, as in `forRoot({ name })`; default the one without a name. */
  readonly connection?: string | undefined;
}

/**
 * Which sends fail.
 *
 * @publicApi
 */
export interface FailNextOptions {
  /** Only those to this topic; default any. */
  readonly topic?: string | undefined;
  /** How many of them; default 1. */
  readonly times?: number | undefined;
}

interface OrderedFailure {
  readonly error: Error;
  readonly topic: string | undefined;
  left: number;
}

/**
 * Takes what is published and keeps it for the test to look at. Facts, schemas, serializers, guards and interceptors work as
 * in the real module, and what a producer refuses is refused; no socket is opened.
 *
 * @publicApi
 */
export class RecordingProducer {
  /** For `new OrdersService(recorder.producer)`; its sends pass the guards and interceptors of the options given here. */
  readonly producer: ProducerService;
  /** @internal What decorated methods publish through. */
  readonly pipeline: PublishingPipeline;
  private readonly recording = new RecordingNativeClient((messages) => this.answer(messages));
  private readonly stored: RecordedMessage[] = [];
  private readonly failed: { readonly message: RecordedMessage; readonly error: Error }[] = [];
  private readonly failures: OrderedFailure[] = [];
  private readonly waiting = new Set<() => void>();

  /**
   * @param moduleRef - where guards, interceptors and callbacks come from; without it they are made by `new` without arguments
   * @throws {InvalidOptionsError} INVALID_OPTIONS - lists every bad option
   */
  constructor(options: RecordingProducerOptions = {}, moduleRef?: ModuleRef) {
    const { connection = DEFAULT_CONNECTION } = options;
    this.pipeline = buildPublishingPipeline(this.recording.native, { ...options, connection }, moduleRef);
    this.producer = this.pipeline.producer;
  }

  /** What stands for the native client and producer. */
  get native(): NativeClient {
    return this.recording.native;
  }

  /** Messages that were sent, oldest first; those of a typed topic have its type of payload. */
  sent<T = unknown>(topic?: string | TopicDefinition<T>): readonly RecordedMessage<T>[] {
    const name = topic === undefined ? undefined : topicName(topic);
    const messages = this.stored.filter((message) => name === undefined || message.topic === name);
    return messages as RecordedMessage<T>[];
  }

  /** Messages whose sends failed because {@link failNext} said so, oldest first. */
  refused(): readonly RecordedMessage[] {
    return this.failed.map(({ message }) => message);
  }

  /**
   * Lets the next sends fail. What was ordered first goes first.
   *
   * @param error - what the sender gets, e.g. a `SendTimeoutError`
   */
  failNext(error: Error, { topic, times = 1 }: FailNextOptions = {}): void {
    this.failures.push({ error, topic, left: times });
  }

  /**
   * Waits until at least `count` messages were sent to a topic, and returns all of them.
   *
   * @param options.timeoutMs - default 5000
   * @throws {MessagesMissingError} MESSAGES_MISSING - fewer came in time; the error says what came instead
   */
  async waitFor<T = unknown>(
    topic: string | TopicDefinition<T>,
    count: number,
    { timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
  ): Promise<readonly RecordedMessage<T>[]> {
    if (this.sent(topic).length < count) {
      await new Promise<void>((resolve, reject) => {
        const look = (): void => {
          if (this.sent(topic).length < count) return;
          end();
          resolve();
        };
        const timer = setTimeout(() => {
          end();
          reject(this.missing(topicName(topic), count, timeoutMs));
        }, timeoutMs);
        const end = (): void => {
          clearTimeout(timer);
          this.waiting.delete(look);
        };
        this.waiting.add(look);
      });
    }
    return this.sent(topic);
  }

  /** Forgets what was sent, and the failures that were ordered. */
  reset(): void {
    for (const list of [this.stored, this.failed, this.failures]) list.length = 0;
  }

  /** All of a batch, or nothing of it. */
  private async answer(messages: readonly RecordedMessage[]): Promise<readonly SendResult[]> {
    const failure = this.failures.find(({ topic }) => topic === undefined || topic === messages[0]?.topic);
    if (failure !== undefined) {
      const { error } = failure;
      failure.left -= 1;
      if (failure.left <= 0) this.failures.splice(this.failures.indexOf(failure), 1);
      this.failed.push(...messages.map((message) => ({ message, error })));
      throw error;
    }
    this.stored.push(...messages);
    for (const look of this.waiting) look();
    return messages.map(storedResult);
  }

  private missing(topic: string, expected: number, timeoutMs: number): MessagesMissingError {
    const elsewhere: Record<string, number> = {};
    for (const { topic: name } of this.stored) if (name !== topic) elsewhere[name] = (elsewhere[name] ?? 0) + 1;
    return new MessagesMissingError(
      {
        topic,
        expected,
        received: this.sent(topic).map(({ text }) => text),
        elsewhere,
        failures: this.failed.map(({ message, error }) => `${message.topic}: ${error.message}`),
      },
      `${timeoutMs} ms are over`,
    );
  }
}
