/**
 * A producer that records what it gets and answers as told; opens no socket.
 */
import {
  type ClientStatus,
  type DrainReport,
  type Message,
  ProducerClosedError,
  type RecallOptions,
  type RPCHook,
  type CheckForbiddenContext,
  type CheckForbiddenHook,
  type SendCallback,
  type SendMessageContext,
  type SendMessageHook,
  type SendMode,
  type SendOptions,
  type SendResult,
} from '../../../lib/client/index.js';
import type { NativeClient } from '../../../lib/nest/index.js';

export interface SentMessage {
  readonly mode: SendMode;
  readonly topic: string;
  /** The body as text. */
  readonly text: string;
  readonly message: Message;
  readonly options: SendOptions | undefined;
}

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

export class FakeNativeClient {
  readonly sent: SentMessage[] = [];
  /** What was called on the client, in order. */
  readonly calls: string[] = [];
  /** Answers a send; throw or reject to fail it. */
  answer: (message: Message, mode: SendMode) => Promise<SendResult> = (message) =>
    Promise.resolve(sendResult(message.topic));
  /** As registered; each message is one attempt for them. */
  readonly sendMessageHooks: SendMessageHook[] = [];
  readonly checkForbiddenHooks: CheckForbiddenHook[] = [];
  readonly rpcHooks: RPCHook[] = [];
  /** Rejects for topics that cannot be sent to. */
  fetchPublishMessageQueues: (topic: string) => Promise<unknown> = () => Promise.resolve([]);
  checkNameServers: (options: { readonly timeoutMs: number }) => Promise<void> = () => Promise.resolve();
  state: ClientStatus['state'] = 'created';
  nameServers: ClientStatus['nameServers'] = { state: 'unknown', servers: [], failures: [] };
  brokers: ClientStatus['brokers'] = [];
  topics = 0;
  inFlight = 0;
  routes: ClientStatus['routes'] = [];
  faultItems: ClientStatus['faultItems'] = [];
  producers: ClientStatus['producers'] = [];
  closeReport: DrainReport = { pending: 0, settled: 0, failed: 0, aborted: 0, elapsedMs: 1 };

  /** For `overrideProvider(NATIVE_CLIENT).useValue(...)`. */
  get native(): NativeClient {
    return { client: this.#client(), producer: this.#producer() } as unknown as NativeClient;
  }

  /** Topics of what was sent, in order. */
  get topicsSent(): string[] {
    return this.sent.map(({ topic }) => topic);
  }

  get bodies(): string[] {
    return this.sent.map(({ text }) => text);
  }

  #producer(): object {
    return {
      send: (message: Message, options?: SendOptions) => this.#take('SYNC', message, options),
      sendAsync: (message: Message, callback: SendCallback, options?: SendOptions) => {
        this.#take('ASYNC', message, options).then(
          (result) => callback.onSuccess(result),
          (error: Error) => callback.onException(error),
        );
      },
      registerSendMessageHook: (hook: SendMessageHook) => this.sendMessageHooks.push(hook),
      registerCheckForbiddenHook: (hook: CheckForbiddenHook) => this.checkForbiddenHooks.push(hook),
      recall: (topic: string, recallHandle: string, options?: RecallOptions) => {
        this.calls.push(`recall ${topic} ${recallHandle} ${options?.timeoutMs}`);
        return Promise.resolve('recalled');
      },
      fetchPublishMessageQueues: (topic: string) => this.fetchPublishMessageQueues(topic),
      sendOneway: async (message: Message, options?: SendOptions) => {
        await this.#take('ONEWAY', message, options);
      },
    };
  }

  #client(): object {
    return {
      registerRPCHook: (hook: RPCHook) => this.rpcHooks.push(hook),
      start: () => {
        this.calls.push('start');
        this.state = 'running';
      },
      checkNameServers: (options: { readonly timeoutMs: number }) => {
        this.calls.push('checkNameServers');
        return this.checkNameServers(options);
      },
      close: (options: { drainTimeoutMs: number }) => {
        this.calls.push(`close within ${options.drainTimeoutMs > 0 ? 'the rest' : '0'}`);
        this.state = 'closed';
        return Promise.resolve(this.closeReport);
      },
      status: (): ClientStatus => {
        const { state, nameServers, brokers, topics, routes, faultItems, producers } = this;
        const own = { clientId: '127.0.0.1@fake', inFlight: this.inFlight, pollNameServerIntervalMs: 30_000 };
        return { ...own, state, nameServers, brokers, topics, routes, faultItems, producers };
      },
    };
  }

  async #take(mode: SendMode, message: Message, options: SendOptions | undefined): Promise<SendResult> {
    if (this.state === 'closed') throw new ProducerClosedError('fake');
    const text = Buffer.from(message.body).toString('utf8');
    const context = attemptContext(message, mode);
    for (const hook of this.checkForbiddenHooks) await hook.checkForbidden(context);
    for (const hook of this.sendMessageHooks) await hook.sendMessageBefore?.(context);
    this.sent.push({ mode, topic: message.topic, text, message, options });
    const ended = (end: Partial<SendMessageContext>): void => {
      Object.assign(context, end);
      for (const hook of this.sendMessageHooks) void hook.sendMessageAfter?.(context);
    };
    try {
      const result = await this.answer(message, mode);
      ended({ sendResult: result });
      return result;
    } catch (error) {
      ended({ error: error as Error });
      throw error;
    }
  }
}

function attemptContext(message: Message, communicationMode: SendMode): CheckForbiddenContext & SendMessageContext {
  return {
    producerGroup: 'test',
    communicationMode,
    messageType: 'NORMAL',
    message,
    messages: undefined,
    messageQueue: { topic: message.topic, brokerName: 'broker-a', queueId: 0 },
    brokerAddress: '127.0.0.1:10911',
    messageId: '7F0000010000000000000000000000AB',
    attempt: 1,
    nameServers: ['127.0.0.1:9876'],
    unitMode: false,
    bornHost: '127.0.0.1',
    sendResult: undefined,
    error: undefined,
    addProperty: () => {},
  };
}
