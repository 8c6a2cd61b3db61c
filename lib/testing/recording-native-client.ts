/**
 * What stands for the native client and producer in tests that only record: takes messages as they do, checks them and runs
 * their hooks, and opens no socket. What becomes of a message is decided by its owner.
 */
import {
  checkBatch,
  checkMessage,
  type ClientStatus,
  type DrainReport,
  type Message,
  type MessageQueue,
  ProducerClosedError,
  type RecallOptions,
  type RPCHook,
  type SendCallback,
  SendFailedError,
  type SendMode,
  type SendOptions,
  type SendResult,
} from '../client/index.js';
import type { NativeClient } from '../nest/index.js';
import { readBody } from './message-body.js';
import { type AttemptHooks, RecordedAttempt, RECORDING_BROKER, recordingQueue } from './recorded-attempt.js';
import type { RecordedMessage } from './recorded-message.interface.js';
import { RecorderUnsupportedError } from './testing-errors.js';

/** The client's and the producer's defaults. */
const POLL_NAME_SERVER_INTERVAL_MS = 30_000;
const MAX_BODY_BYTES = 4_194_304;
const ID_LENGTH = 32;

/** Decides what becomes of a message, or of those of a batch: a result each, or what all of them fail with. */
export type RecordedAnswer = (messages: readonly RecordedMessage[]) => Promise<readonly SendResult[]>;

type Callback = SendCallback<unknown>;

export class RecordingNativeClient {
  /** As they were registered. */
  readonly hooks: AttemptHooks = { checkForbidden: [], sendMessage: [] };
  /** As they were registered; nothing is requested, so they are never called. */
  readonly rpcHooks: RPCHook[] = [];
  state: ClientStatus['state'] = 'created';
  private lastId = 0;
  private sending = 0;

  constructor(private readonly answerTo: RecordedAnswer) {}

  /** For `overrideProvider().useValue()`. */
  get native(): NativeClient {
    return { client: this.client(), producer: this.producer() } as unknown as NativeClient;
  }

  start(): void {
    this.state = 'running';
  }

  checkNameServers(_options?: { readonly timeoutMs?: number | undefined }): Promise<void> {
    return Promise.resolve();
  }

  close(_options?: { readonly drainTimeoutMs?: number }): Promise<DrainReport> {
    this.state = 'closed';
    return Promise.resolve({ pending: 0, settled: 0, failed: 0, aborted: 0, elapsedMs: 0 });
  }

  status(): ClientStatus {
    return {
      clientId: 'recording',
      state: this.state,
      nameServers: { state: 'unknown', servers: [], failures: [] },
      pollNameServerIntervalMs: POLL_NAME_SERVER_INTERVAL_MS,
      brokers: [],
      topics: 0,
      routes: [],
      inFlight: this.sending,
      producers: [],
      faultItems: [],
    };
  }

  /** Resolves with the id in the handle. */
  recall(_topic: string, recallHandle: string, _options?: RecallOptions): Promise<string> {
    return Promise.resolve(recallHandle.replace(/^.*:/, ''));
  }

  /** Every topic can be sent to. */
  fetchPublishMessageQueues(topic: string): Promise<readonly MessageQueue[]> {
    return Promise.resolve([recordingQueue(topic)]);
  }

  private client(): object {
    return {
      start: () => this.start(),
      checkNameServers: (options?: { readonly timeoutMs?: number | undefined }) => this.checkNameServers(options),
      close: (options?: { readonly drainTimeoutMs?: number }) => this.close(options),
      status: () => this.status(),
      registerRPCHook: (hook: RPCHook) => this.rpcHooks.push(hook),
      createProducer: () => unsupported('createProducer()'),
      createPullReader: () => unsupported('createPullReader()'),
      stats: () => unsupported('stats()'),
      get admin() {
        return unsupported('admin');
      },
    };
  }

  private producer(): object {
    const one = async (mode: SendMode, message: Message, options?: SendOptions): Promise<SendResult | undefined> => {
      checkMessage(message, MAX_BODY_BYTES);
      return (await this.take(mode, [message], options))[0];
    };
    const batch = async (mode: SendMode, messages: readonly Message[], options?: SendOptions) => {
      checkBatch(messages, MAX_BODY_BYTES);
      return this.take(mode, messages as [Message, ...Message[]], options);
    };
    return {
      group: RECORDING_BROKER.group,
      send: (message: Message, options?: SendOptions) => one('SYNC', message, options),
      sendAsync: (message: Message, callback?: Callback, options?: SendOptions) => {
        tell(one('ASYNC', message, options), callback);
      },
      sendOneway: async (message: Message, options?: SendOptions) => {
        await one('ONEWAY', message, options);
      },
      sendBatch: (messages: readonly Message[], options?: SendOptions) => batch('SYNC', messages, options),
      sendBatchAsync: (messages: readonly Message[], callback?: Callback, options?: SendOptions) => {
        tell(batch('ASYNC', messages, options), callback);
      },
      recall: (topic: string, recallHandle: string, options?: RecallOptions) =>
        this.recall(topic, recallHandle, options),
      registerSendMessageHook: (hook: AttemptHooks['sendMessage'][number]) => this.hooks.sendMessage.push(hook),
      registerCheckForbiddenHook: (hook: AttemptHooks['checkForbidden'][number]) =>
        this.hooks.checkForbidden.push(hook),
      fetchPublishMessageQueues: (topic: string) => this.fetchPublishMessageQueues(topic),
      stats: () => unsupported('stats()'),
    };
  }

  private async take(
    mode: SendMode,
    messages: readonly [Message, ...Message[]],
    options: SendOptions | undefined,
  ): Promise<readonly SendResult[]> {
    if (this.state === 'closed') throw new ProducerClosedError(RECORDING_BROKER.group);
    const messageIds = messages.map(() => options?.messageId ?? this.nextId());
    refuseAborted(messages[0].topic, messageIds, options?.signal);
    const attempt = new RecordedAttempt(this.hooks, { mode, messages, messageIds });
    this.sending += 1;
    try {
      if (this.hooks.checkForbidden.length + this.hooks.sendMessage.length > 0) await attempt.before();
      const recorded = messages.map((message, index) =>
        record({ mode, message, options, messageId: messageIds[index] as string }, attempt.added),
      );
      return await this.settle(attempt, recorded);
    } finally {
      this.sending -= 1;
    }
  }

  private async settle(attempt: RecordedAttempt, recorded: readonly RecordedMessage[]): Promise<readonly SendResult[]> {
    try {
      const results = await this.answerTo(recorded);
      void attempt.after({ sendResult: recorded[0]?.mode === 'ONEWAY' ? undefined : results[0] });
      return results;
    } catch (error) {
      void attempt.after({ error: error as Error });
      throw error;
    }
  }

  private nextId(): string {
    this.lastId += 1;
    return this.lastId.toString(16).toUpperCase().padStart(ID_LENGTH, '0');
  }
}

/** What a broker would answer that has stored the message. */
export function storedResult({ topic, messageId, message }: RecordedMessage): SendResult {
  const hasTimer = message.deliverAfterMs !== undefined || message.deliverAt !== undefined;
  return {
    sendStatus: 'SEND_OK',
    msgId: messageId,
    offsetMsgId: messageId,
    messageQueue: recordingQueue(topic),
    queueOffset: 0,
    transactionId: undefined,
    regionId: 'DefaultRegion',
    traceOn: true,
    recallHandle: hasTimer ? `recording:${messageId}` : undefined,
  };
}

function refuseAborted(topic: string, messageIds: readonly string[], signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  const reason: unknown = signal.reason;
  const facts = { topic, messageId: messageIds.join(','), attempts: [], elapsedMs: 0 };
  throw new SendFailedError('SEND_ABORTED', String(reason), facts, reason instanceof Error ? reason : undefined);
}

function record(
  sent: Pick<RecordedMessage, 'mode' | 'message' | 'options' | 'messageId'>,
  added: Readonly<Record<string, string>>,
): RecordedMessage {
  const { topic, tags, keys, properties, body } = sent.message;
  const { payload } = sent.message as { readonly payload?: unknown };
  return { ...sent, ...readBody(body), topic, payload, tags, keys, properties: { ...properties, ...added } };
}

function tell(sending: Promise<unknown>, callback: Callback | undefined): void {
  sending.then(
    (result) => callback?.onSuccess(result),
    (error: unknown) => callback?.onException(error as Error),
  );
}

function unsupported(what: string): never {
  throw new RecorderUnsupportedError(what);
}
