/**
 * The recorder of the test kit with what only these tests need: calls on the client, answers as told, states of a client.
 */
import type {
  CheckForbiddenHook,
  ClientStatus,
  DrainReport,
  Message,
  MessageQueue,
  RecallOptions,
  SendMessageHook,
  SendMode,
  SendResult,
} from '../../../lib/client/index.js';
import type { RecordedMessage } from '../../../lib/testing/recorded-message.interface.js';
import { RecordingNativeClient } from '../../../lib/testing/recording-native-client.js';

export function sendResult(topic: string, sendStatus: SendResult['sendStatus'] = 'SEND_OK'): SendResult {
  return {
    sendStatus,
    msgId: '7F0000010000000000000000000000AB',
    offsetMsgId: '7F00000100002A9F0000000000000000',
    messageQueue: { topic, brokerName: 'broker-a', queueId: 0 },
    queueOffset: 0,
    transactionId: undefined,
    regionId: 'DefaultRegion',
    traceOn: true,
    recallHandle: undefined,
  };
}

export class FakeNativeClient extends RecordingNativeClient {
  /** What reached the producer, in order, whatever came of it. */
  readonly sent: RecordedMessage[] = [];
  /** How many messages each batch of several had. */
  readonly batches: number[] = [];
  /** What was called on the client, in order. */
  readonly calls: string[] = [];
  /** Answers a send; throw or reject to fail it. */
  answer: (message: Message, mode: SendMode) => Promise<SendResult> = (message) =>
    Promise.resolve(sendResult(message.topic));
  nameServers: ClientStatus['nameServers'] = { state: 'unknown', servers: [], failures: [] };
  brokers: ClientStatus['brokers'] = [];
  topics = 0;
  inFlight = 0;
  routes: ClientStatus['routes'] = [];
  faultItems: ClientStatus['faultItems'] = [];
  producers: ClientStatus['producers'] = [];
  closeReport: DrainReport = { pending: 0, settled: 0, failed: 0, aborted: 0, elapsedMs: 1 };
  /** Rejects for topics that cannot be sent to. */
  override fetchPublishMessageQueues: (topic: string) => Promise<readonly MessageQueue[]> = () => Promise.resolve([]);
  nameServersAnswer: (options?: { readonly timeoutMs?: number | undefined }) => Promise<void> = () => Promise.resolve();

  constructor() {
    super((recorded) => {
      this.sent.push(...recorded);
      if (recorded.length > 1) this.batches.push(recorded.length);
      return Promise.all(recorded.map(({ message, mode }) => this.answer(message, mode)));
    });
  }

  /** As registered; each message is one attempt for them. */
  get sendMessageHooks(): readonly SendMessageHook[] {
    return this.hooks.sendMessage;
  }

  get checkForbiddenHooks(): readonly CheckForbiddenHook[] {
    return this.hooks.checkForbidden;
  }

  /** Topics of what was sent, in order. */
  get topicsSent(): string[] {
    return this.sent.map(({ topic }) => topic);
  }

  get bodies(): string[] {
    return this.sent.map(({ text }) => text);
  }

  override start(): void {
    this.calls.push('start');
    super.start();
  }

  override checkNameServers(options?: { readonly timeoutMs?: number | undefined }): Promise<void> {
    this.calls.push('checkNameServers');
    return this.nameServersAnswer(options);
  }

  override async close(options: { readonly drainTimeoutMs: number }): Promise<DrainReport> {
    this.calls.push(`close within ${options.drainTimeoutMs > 0 ? 'the rest' : '0'}`);
    await super.close();
    return this.closeReport;
  }

  override status(): ClientStatus {
    const { nameServers, brokers, topics, routes, inFlight, producers, faultItems } = this;
    return { ...super.status(), nameServers, brokers, topics, routes, inFlight, producers, faultItems };
  }

  override recall(topic: string, recallHandle: string, options?: RecallOptions): Promise<string> {
    this.calls.push(`recall ${topic} ${recallHandle} ${options?.timeoutMs}`);
    return Promise.resolve('recalled');
  }
}
