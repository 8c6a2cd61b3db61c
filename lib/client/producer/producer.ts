/**
 * The public producer: takes messages, checks them, and hands them to the engine.
 * Source: Java `DefaultMQProducer`; states as in client behaviour A.1.
 */
import { ProducerClosedError, ProducerNotStartedError } from '../errors/input-errors.js';
import type { Message } from '../message/message.js';
import type { MessageQueue } from '../message/message-queue.js';
import { wrapNamespace } from '../message/namespace.js';
import { BatchCall } from './batch-call.js';
import { CallbackReports, checkCallback } from './callback-reports.js';
import { faultStrategy, type FaultStrategy } from './fault-strategy.js';
import { DEFAULT_DRAIN_TIMEOUT_MS, type DrainReport } from './drain.js';
import type { FaultItem } from './latency-fault-tolerance.js';
import { queuesNamed } from './message-queue-selector.js';
import { type RecallOptions, recallMessage } from './message-recall.js';
import { checkInFlightLimits, type ResolvedProducerOptions } from './producer-options.js';
import type { SendCallback } from './send-callback.js';
import type { ProducerPorts } from './producer-ports.js';
import type { ProducerHealth, ProducerStats } from './producer-stats.js';
import type { InFlightLimits } from './send-permits.js';
import type { CheckForbiddenHook, SendMessageHook } from './send-hook.js';
import { SendHooks } from './send-hooks.js';
import { SendPath } from './send-path.js';
import type { SendOptions } from './send-options.js';
import type { SendResult } from './send-result.js';
import type { SendMode } from './send-retry-policy.js';

export type ProducerState = 'created' | 'running' | 'closed';

export class Producer {
  readonly group: string;
  readonly #timeoutMs: number;
  readonly #ports: ProducerPorts;
  readonly #faults: FaultStrategy | undefined;
  readonly #hooks: SendHooks;
  readonly #path: SendPath;
  readonly #callbacks: CallbackReports;
  #state: ProducerState = 'created';
  #closing: Promise<DrainReport> | undefined;

  /** @internal Made by `RocketMQClient.createProducer()`. */
  constructor(options: ResolvedProducerOptions, ports: ProducerPorts) {
    this.group = options.group;
    this.#timeoutMs = options.timeoutMs;
    this.#ports = ports;
    this.#hooks = new SendHooks([ports.hooks, options], {
      nameServers: ports.nameServerAddresses,
      bornHost: ports.clientIP,
      onHookThrew: (hookName, error) => ports.emit({ type: 'hook-threw', hookName, error }),
    });
    this.#faults = faultStrategy(options, ports);
    this.#path = new SendPath(options, { ...ports, hooks: this.#hooks, faults: this.#faults });
    this.#callbacks = new CallbackReports({ onException: options.onException, emit: ports.emit });
  }

  get state(): ProducerState {
    return this.#state;
  }

  /** Sends that have not settled yet. */
  get inFlight(): number {
    return this.#path.sends.size;
  }

  /** What latency fault tolerance holds against each broker that was sent to, from memory; empty while it is off. */
  faultItems(): readonly FaultItem[] {
    return this.#faults?.items() ?? [];
  }

  /** How full its limits are and how its latest sends ended, from memory. */
  health(): ProducerHealth {
    return this.#path.health;
  }

  /** How many sends and bytes may be under way at a time; may be changed at any time. */
  get inFlightLimits(): InFlightLimits {
    return this.#path.limits;
  }

  /** @throws {InvalidOptionsError} INVALID_OPTIONS - a limit that is no whole number from 1 on */
  set inFlightLimits(limits: InFlightLimits) {
    this.#path.limits = checkInFlightLimits(limits);
  }

  /** What the producer has counted so far, frozen; costs nothing until it is asked for. */
  stats(): ProducerStats {
    const { lateAnswers, onewayAnswers } = this.#ports.pool.counts;
    return Object.freeze({ ...this.#path.counts, lateAnswers, onewayAnswers });
  }

  /** Adds a hook behind those that are there; sends under way see it from their next attempt on. */
  registerCheckForbiddenHook(hook: CheckForbiddenHook): void {
    this.#hooks.addCheckForbiddenHook(hook);
  }

  /** Adds a hook behind those that are there; sends under way see it from their next attempt on. */
  registerSendMessageHook(hook: SendMessageHook): void {
    this.#hooks.addSendMessageHook(hook);
  }

  /**
   * Makes the producer take messages, and starts its client if need be. Connects to nothing: the first send does.
   *
   * @throws {ProducerClosedError} PRODUCER_CLOSED - it was closed; a producer lives once
   */
  start(): void {
    if (this.#state === 'closed') throw new ProducerClosedError(this.group);
    if (this.#state === 'running') return;
    this.#ports.onStart();
    this.#faults?.start();
    this.#state = 'running';
  }

  /**
   * Sends one message and waits until a broker has stored it. Retries on other brokers (SYNC policy).
   *
   * @param options.timeoutMs - whole budget for all attempts, in milliseconds; default 3000
   * @param options.signal - stops waiting; a message already written may still be stored
   * @throws {InvalidMessageError} INVALID_MESSAGE - nothing was sent
   * @throws {SendTimeoutError} SEND_TIMEOUT - no attempt finished within the budget; the message may be stored
   * @throws {SendFailedError} NO_NAME_SERVER, NO_ROUTE, BROKER_REJECTED, ... - what no further attempt could cure
   */
  send(message: Message, options?: SendOptions): Promise<SendResult> {
    return this.#start('SYNC', message, options) as Promise<SendResult>;
  }

  /**
   * Sends one message and tells `callback` what became of it. Retries connection failures only (ASYNC policy): an error
   * code of a broker is final. Without a callback a failure goes to the producer's `onException`, else it becomes an
   * event and a log line.
   *
   * @throws {InvalidOptionsError} INVALID_OPTIONS - `callback` is neither undefined nor a SendCallback; everything else
   *   goes to the callback
   */
  sendAsync(message: Message, callback?: SendCallback, options?: SendOptions): void {
    checkCallback(callback);
    this.#callbacks.report(this.#start('ASYNC', message, options) as Promise<SendResult>, message, callback);
  }

  /**
   * Sends one message without waiting for any answer; resolves when nothing stands between its frame and the socket but the
   * end of this turn of the event loop. It may still be lost.
   *
   * @throws {SendFailedError | SendTimeoutError} the frame could not be handed to a socket
   */
  sendOneway(message: Message, options?: SendOptions): Promise<void> {
    return this.#start('ONEWAY', message, options) as Promise<undefined>;
  }

  /**
   * Sends messages of one topic as one batch, one behind the other in one queue, and waits until a broker has stored them
   * (SYNC policy). A batch above `maxBodyBytes` goes in parts, one after another within the one `timeoutMs`; each part is
   * stored as a whole or not at all. Bodies are not compressed. What send hooks add with `addProperty` is added to every
   * message.
   *
   * @returns one result for each message, in order
   * @throws {InvalidMessageError} INVALID_MESSAGE - no message, several topics, several values of `waitStoreMsgOk`, a retry
   *   topic, or a bad message, named by its index; nothing was sent
   * @throws {BatchPartlySentError} BATCH_PARTLY_SENT - some parts are stored, a later one failed; tells which
   * @throws {SendTimeoutError | SendFailedError | SendForbiddenError} as `send` does: no part is known to be stored
   */
  sendBatch(messages: readonly Message[], options?: SendOptions): Promise<readonly SendResult[]> {
    return this.#startBatch('SYNC', messages, options);
  }

  /**
   * As {@link sendBatch}, but under the ASYNC policy, and tells `callback` the results, as {@link sendAsync} does.
   *
   * @throws {InvalidOptionsError} INVALID_OPTIONS - `callback` is neither undefined nor a SendCallback
   */
  sendBatchAsync(
    messages: readonly Message[],
    callback?: SendCallback<readonly SendResult[]>,
    options?: SendOptions,
  ): void {
    const first = (messages as readonly Message[] | null | undefined)?.[0];
    checkCallback(callback);
    this.#callbacks.report(this.#startBatch('ASYNC', messages, options), first, callback);
  }

  /**
   * Takes back a message with a timer that is not due yet; resolves with its id. Brokers of 5.x only, and only with
   * `recallMessageEnable=true`. They say the same of a message that was recalled before.
   *
   * @param recallHandle - of the `SendResult`
   * @param options.timeoutMs - for route and answer, in milliseconds; default the producer's `timeoutMs`
   * @throws {InvalidMessageError} INVALID_MESSAGE - a topic or handle that cannot be; nothing was asked
   * @throws {BrokerResponseError} BROKER_RESPONSE - 604 when it is too late, 16 when recalls are forbidden, 3 without recall
   * @throws {RocketMQError} errors of one request; after CONNECTION_CLOSED and REQUEST_TIMEOUT it may be recalled
   */
  async recall(topic: string, recallHandle: string, options?: RecallOptions): Promise<string> {
    this.#refuseUnlessRunning();
    const timeoutMs = options?.timeoutMs ?? this.#timeoutMs;
    return recallMessage(this.#ports, { group: this.group, topic, recallHandle, timeoutMs });
  }

  /**
   * Takes no more messages, waits for those under way, and unregisters from the brokers. A second call joins the first.
   *
   * @param options.drainTimeoutMs - default 5000; what has not settled by then is rejected with PRODUCER_CLOSED
   */
  close(options?: { readonly drainTimeoutMs?: number | undefined }): Promise<DrainReport> {
    this.#closing ??= this.#close(options?.drainTimeoutMs ?? DEFAULT_DRAIN_TIMEOUT_MS);
    return this.#closing;
  }

  async #close(drainTimeoutMs: number): Promise<DrainReport> {
    this.#state = 'closed';
    const report = await this.#path.drain(drainTimeoutMs, () => new ProducerClosedError(this.group));
    this.#faults?.close();
    await this.#ports.onClosed(this.group);
    return report;
  }

  /**
   * The queues of a topic that can be sent to, asked for anew each time; a topic that brokers would create by themselves
   * has none yet. Those of a static topic stand under a mock broker name, and can be sent to like any other.
   *
   * @throws {RouteNotFoundError} NO_ROUTE - the name server does not know the topic, or it has no writable queue
   * @throws {NameServerUnreachableError} NO_NAME_SERVER - none answered within 6 seconds
   * @throws {InvalidMessageError} INVALID_MESSAGE - a name that no topic can have
   */
  async fetchPublishMessageQueues(topic: string): Promise<readonly MessageQueue[]> {
    this.#refuseUnlessRunning();
    const { namespace, routes } = this.#ports;
    return queuesNamed(topic, await routes.fetchPublishQueues(wrapNamespace(namespace, topic)));
  }

  #start(mode: SendMode, message: Message, options: SendOptions | undefined): Promise<SendResult | undefined> {
    if (this.#state !== 'running') return Promise.reject(this.#refusal());
    return this.#path.sends.send(mode, message, options);
  }

  #startBatch(mode: SendMode, messages: readonly Message[], options?: SendOptions): Promise<readonly SendResult[]> {
    return new Promise((resolve, reject) => {
      this.#refuseUnlessRunning();
      this.#path.sendBatch(new BatchCall(mode, messages, options, resolve, reject));
    });
  }

  #refuseUnlessRunning(): void {
    if (this.#state !== 'running') throw this.#refusal();
  }

  #refusal(): ProducerNotStartedError | ProducerClosedError {
    return this.#state === 'created' ? new ProducerNotStartedError(this.group) : new ProducerClosedError(this.group);
  }
}
