/**
 * The public producer: takes messages, checks them, and hands them to the engine.
 * Source: Java `DefaultMQProducer`; states as in client behaviour A.1.
 */
import { InvalidOptionsError, ProducerClosedError, ProducerNotStartedError } from '../errors/input-errors.js';
import type { ClientEventListener } from '../diagnostics/client-event.js';
import type { Message } from '../message/message.js';
import type { UniqueIdGenerator } from '../message/unique-id.js';
import type { Clock } from '../remoting/clock.js';
import type { ConnectionPool } from '../remoting/connection-pool.js';
import type { BrokerAddressTable } from '../routing/broker-address-table.js';
import type { TopicRouteTable } from '../routing/topic-route-table.js';
import { type DrainReport, InFlightSends } from './in-flight-sends.js';
import type { OnewayPace } from './oneway-pace.js';
import type { OutgoingSend } from './outgoing-send.js';
import { checkInFlightLimits, type ResolvedProducerOptions } from './producer-options.js';
import { isSendCallback, type SendCallback } from './send-callback.js';
import { SendAdmission } from './send-admission.js';
import { SendEngine } from './send-engine.js';
import type { InFlightLimits } from './send-permits.js';
import { SendFactory } from './send-factory.js';
import type { CheckForbiddenHook, SendHookLists, SendMessageHook } from './send-hook.js';
import { SendHooks } from './send-hooks.js';
import type { SendOptions } from './send-options.js';
import type { SendResult } from './send-result.js';
import type { SendMode } from './send-retry-policy.js';

/** What a producer needs of its client. */
export interface ProducerPorts {
  readonly routes: TopicRouteTable;
  readonly brokers: BrokerAddressTable;
  readonly pool: ConnectionPool;
  readonly clock: Clock;
  readonly onewayPace: OnewayPace;
  readonly ids: UniqueIdGenerator;
  readonly defaultTopicQueueNums: number;
  readonly nameServerAddresses: readonly string[];
  /** How hooks see this host. */
  readonly clientIP: string;
  /** Hooks of the client, which run before the producer's own. */
  readonly hooks: SendHookLists;
  readonly emit: ClientEventListener;
  /** Starts what the producer depends on. */
  readonly onStart: () => void;
  /** Says goodbye to the brokers; called once, when no send is under way any more. */
  readonly onClosed: (group: string) => Promise<void>;
}

export type ProducerState = 'created' | 'running' | 'closed';

/** How long `close()` waits for sends under way, in milliseconds, unless told otherwise. */
export const DEFAULT_DRAIN_TIMEOUT_MS = 5000;

export class Producer {
  readonly group: string;
  readonly #ports: ProducerPorts;
  readonly #options: ResolvedProducerOptions;
  readonly #inFlight: InFlightSends;
  readonly #engine: SendEngine;
  readonly #admission: SendAdmission;
  readonly #hooks: SendHooks;
  readonly #factory: SendFactory;
  #state: ProducerState = 'created';
  #closing: Promise<DrainReport> | undefined;

  /** @internal Made by `RocketMQClient.createProducer()`. */
  constructor(options: ResolvedProducerOptions, ports: ProducerPorts) {
    this.group = options.group;
    this.#options = options;
    this.#ports = ports;
    this.#inFlight = new InFlightSends(ports.clock);
    this.#hooks = new SendHooks([ports.hooks, options], {
      nameServers: ports.nameServerAddresses,
      bornHost: ports.clientIP,
      onHookThrew: (hookName, error) => ports.emit({ type: 'hook-threw', hookName, error }),
    });
    this.#engine = new SendEngine(
      { ...ports, hooks: this.#hooks, onSettled: (send, result, error) => this.#settled(send, result, error) },
      options,
    );
    this.#admission = new SendAdmission(this.#engine, options, ports.clock);
    this.#factory = new SendFactory({ ...ports, options, stages: this.#engine });
  }

  get state(): ProducerState {
    return this.#state;
  }

  /** Sends that have not settled yet. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** How many sends and bytes may be under way at a time; may be changed at any time. */
  get inFlightLimits(): InFlightLimits {
    return this.#admission.limits;
  }

  /** @throws {InvalidOptionsError} INVALID_OPTIONS - a limit that is no whole number from 1 on */
  set inFlightLimits(limits: InFlightLimits) {
    this.#admission.limits = checkInFlightLimits(limits);
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
    this.#state = 'running';
  }

  /**
   * Sends one message and waits until a broker has stored it. Retries on other brokers (SYNC policy).
   *
   * @param options.timeoutMs - whole budget for all attempts, in milliseconds; default 3000
   * @throws {InvalidMessageError} INVALID_MESSAGE - nothing was sent
   * @param options.signal - stops waiting; a message already written may still be stored
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
    if (callback !== undefined && !isSendCallback(callback)) {
      throw new InvalidOptionsError('sendAsync', ['the callback must have the methods onSuccess and onException']);
    }
    // A promise settles once, later than this call, and runs its reactions in the caller's async context.
    void (this.#start('ASYNC', message, options) as Promise<SendResult>).then(
      (result) => this.#callBack(() => callback?.onSuccess(result)),
      (error: Error) => this.#callBack(() => this.#reportException(message, error, callback)),
    );
  }

  /**
   * Sends one message without waiting for any answer; resolves when the socket has it. It may still be lost.
   *
   * @throws {SendFailedError | SendTimeoutError} the frame could not be handed to a socket
   */
  async sendOneway(message: Message, options?: SendOptions): Promise<void> {
    await this.#start('ONEWAY', message, options);
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
    const report = await this.#inFlight.drain(drainTimeoutMs, (send) => {
      this.#engine.abort(send, 'PRODUCER_CLOSED', new ProducerClosedError(this.group));
    });
    await this.#ports.onClosed(this.group);
    return report;
  }

  #start(mode: SendMode, message: Message, options: SendOptions | undefined): Promise<SendResult | undefined> {
    return new Promise((resolve, reject) => {
      this.#refuseUnlessRunning();
      const send = this.#factory.single({ mode, message, options, resolve, reject });
      this.#inFlight.add(send);
      this.#admission.admit(send, options?.signal);
    });
  }

  #refuseUnlessRunning(): void {
    if (this.#state === 'created') throw new ProducerNotStartedError(this.group);
    if (this.#state === 'closed') throw new ProducerClosedError(this.group);
  }

  #settled(send: OutgoingSend, result: SendResult | undefined, error: Error | undefined): void {
    this.#inFlight.remove(send, error);
    this.#admission.ended(send);
    if (result === undefined || result.sendStatus === 'SEND_OK') return;
    const { message, messageId } = send;
    this.#ports.emit({ type: 'send-status', topic: message.topic, messageId, status: result.sendStatus });
  }

  /** Returns what the user's method returned, if there is one. */
  #reportException(message: Message, error: Error, callback: SendCallback | undefined): unknown {
    if (callback !== undefined) return callback.onException(error);
    if (this.#options.onException !== undefined) return this.#options.onException(error);
    const topic = String((message as Message | null)?.topic);
    return this.#ports.emit({ type: 'send-exception', topic, error });
  }

  /** Calls a method of the user's, which may throw, or be async and reject. */
  #callBack(call: () => unknown): void {
    const report = (error: unknown): void => this.#ports.emit({ type: 'callback-threw', error });
    try {
      const returned = call();
      if (returned instanceof Promise) returned.catch(report);
    } catch (error) {
      report(error);
    }
  }
}
