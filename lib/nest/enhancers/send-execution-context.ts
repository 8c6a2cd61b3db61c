/**
 * What guards and interceptors are given about one send: Nest's execution context plus the message.
 */
import type { ExecutionContext, Type } from '@nestjs/common';
import type { CheckForbiddenContext, SendMessageContext, SendMode, SendOptions } from '../../client/index.js';
import type { PublishCall } from '../hosts/publish-binding.js';
import { SendInterceptorError } from '../errors/publish-errors.js';
import { type PublishMode, sendMode } from '../message/publish-mode.js';
import type { SendAttemptRecord } from './send-attempt-record.interface.js';
import type { MessageToSend } from '../message/send-outcome.interface.js';

/** What `getType()` returns for a send. */
const SEND_CONTEXT_TYPE = 'rocketmq:send';

/**
 * The context of one send. `getType()` is `rocketmq:send`; `getClass()` and `getHandler()` are the decorated method's,
 * or those of `ProducerService.send`, `sendAsync`, `sendOneway` or `sendBatch`, so that `Reflector` works as usual. In
 * guards and interceptors that are request-scoped, `@Inject(REQUEST)` gives it, too.
 *
 * A batch is one send: guards get a context for each of its messages, interceptors and `REQUEST` one for all; attachments and
 * attempts are those of the batch.
 *
 * @publicApi
 */
export interface SendExecutionContext extends ExecutionContext {
  /**
   * The message that is asked about.
   *
   * @throws {SendInterceptorError} INTERCEPTOR_MISUSED - the context is that of a whole batch
   */
  getMessage(): MessageToSend;
  /** All messages of the send: one, unless it is a batch. */
  getMessages(): readonly MessageToSend[];
  getTopic(): string;
  getMode(): SendMode;
  /** Name of the connection that is sent over; `default` unless it has one. */
  getConnection(): string;
  /** That of the send's options. */
  readonly signal: AbortSignal | undefined;
  /**
   * What was tried on the wire so far, of a batch for each of its messages; an interceptor sees all of it once
   * `next.handle()` has answered.
   */
  readonly attempts: readonly SendAttemptRecord[];
  /**
   * What is known of the current attempt, with broker and queue; of interceptors it has `addProperty`. Only for enhancers
   * with `@SendEnhancer({ phase: 'attempt' })`; `undefined` for others, which run before a queue is chosen.
   */
  readonly attempt: CheckForbiddenContext | SendMessageContext | undefined;
  /** For whatever the guards and interceptors of one send want to tell each other. */
  readonly attachments: Map<unknown, unknown>;
}

/** Who sends: a decorated method, or a method of the `ProducerService`. */
export interface SendHost {
  readonly type: Type;
  readonly handler: (...args: never[]) => unknown;
  /** The arguments of the call. */
  readonly args: readonly unknown[];
  /** `undefined` if it is the `ProducerService`. */
  readonly decorated: Pick<PublishCall, 'site' | 'instance'> | undefined;
}

/** One logical send, whatever started it. */
export interface SendCall {
  readonly mode: PublishMode;
  /** One, unless the send is a batch. */
  readonly messages: readonly MessageToSend[];
  /** Time, signal and queue of the send; `undefined` if all are as the producer has them. */
  readonly options: SendOptions | undefined;
  readonly requireStatus: 'SEND_OK' | undefined;
  readonly host: SendHost;
  /** Name of the connection. */
  readonly connection: string;
}

/**
 * There is no HTTP request, socket or RPC behind a send: those parts of the context are empty. Nest lets the caller name
 * the type of what it gets; `never` fits every name.
 */
export class SendCallContext implements SendExecutionContext {
  readonly attempts: SendAttemptRecord[];
  readonly attempt: SendExecutionContext['attempt'];
  readonly #call: SendCall;
  /** `undefined` if it is about all messages of a batch. */
  readonly #message: MessageToSend | undefined;
  readonly #ofSend: SendCallContext | undefined;
  #attachments: Map<unknown, unknown> | undefined;

  constructor(
    call: SendCall,
    ofSend?: SendCallContext,
    message = call.mode === 'BATCH' ? undefined : call.messages[0],
    attempt?: SendExecutionContext['attempt'],
  ) {
    this.#call = call;
    this.#message = message;
    this.#ofSend = ofSend;
    this.attempt = attempt;
    this.attempts = ofSend?.attempts ?? [];
  }

  get attachments(): Map<unknown, unknown> {
    this.#attachments ??= this.#ofSend?.attachments ?? new Map<unknown, unknown>();
    return this.#attachments;
  }

  /** The same send, seen from one of its attempts. */
  at(attempt: NonNullable<SendExecutionContext['attempt']>): SendCallContext {
    return new SendCallContext(this.#call, this, this.#message, attempt);
  }

  /** The same send, seen from each of its messages. */
  ofEachMessage(): readonly SendCallContext[] {
    if (this.#message !== undefined) return [this];
    return this.#call.messages.map((message) => new SendCallContext(this.#call, this, message));
  }

  getMessage(): MessageToSend {
    if (this.#message !== undefined) return this.#message;
    const count = this.#call.messages.length;
    throw new SendInterceptorError(this.getTopic(), `called getMessage() of a batch of ${count}: use getMessages()`);
  }

  getMessages(): readonly MessageToSend[] {
    return this.#call.messages;
  }

  getTopic(): string {
    return (this.#call.messages[0] as MessageToSend).topic;
  }

  getMode(): SendMode {
    return sendMode(this.#call.mode);
  }

  get isBatch(): boolean {
    return this.#call.mode === 'BATCH';
  }

  /** Of the message in its batch; `undefined` if the send is none. */
  get messageIndex(): number | undefined {
    return this.isBatch ? this.#call.messages.indexOf(this.getMessage()) : undefined;
  }

  getConnection(): string {
    return this.#call.connection;
  }

  get signal(): AbortSignal | undefined {
    return this.#call.options?.signal;
  }

  getClass(): Type<never> {
    return this.#call.host.type as Type<never>;
  }

  getHandler(): ReturnType<ExecutionContext['getHandler']> {
    return this.#call.host.handler;
  }

  getType(): never {
    return SEND_CONTEXT_TYPE as never;
  }

  getArgs(): never {
    return [...this.#call.host.args] as never;
  }

  getArgByIndex(index: number): never {
    return this.#call.host.args[index] as never;
  }

  switchToHttp(): ReturnType<ExecutionContext['switchToHttp']> {
    return { getRequest: absent, getResponse: absent, getNext: absent };
  }

  switchToWs(): ReturnType<ExecutionContext['switchToWs']> {
    return { getData: absent, getClient: absent, getPattern: () => '' };
  }

  switchToRpc(): ReturnType<ExecutionContext['switchToRpc']> {
    return { getData: absent, getContext: absent };
  }
}

function absent(): never {
  return undefined as never;
}
