/**
 * One logical send: body and facts, guards, interceptors, producer. Decorated and imperative sends meet here.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { Producer, SendMode, SendOptions } from '../../client/index.js';
import type { EnhancerChain } from '../enhancers/enhancer-chain.js';
import { type ComposedSend, MessageComposer, type SendDraft } from './message-composer.service.js';
import type { ModuleSettings } from '../connection/module-settings.js';
import type { NativeClient } from '../connection/native-client.js';
import { SendStatusError } from '../errors/publish-errors.js';
import type { PublishMode } from '../message/publish-mode.js';
import { MODULE_SETTINGS, NATIVE_CLIENT } from '../connection/rocketmq.constants.js';
import { SendActivity } from './send-activity.service.js';
import { isSuppressed, passGuards, runInterceptors, type SendAnswer, type SendEnd } from '../enhancers/send-chain.js';
import { SendAttempts } from '../enhancers/send-attempts.service.js';
import { SendEnhancers } from '../enhancers/send-enhancers.service.js';
import { type SendCall, SendCallContext } from '../enhancers/send-execution-context.js';
import type { MessageToSend, SendOutcome } from '../message/send-outcome.interface.js';

type Write = (
  producer: Producer,
  messages: readonly MessageToSend[],
  options: SendOptions | undefined,
) => Promise<SendAnswer>;

const WRITE_IN_MODE: Readonly<Record<PublishMode, Write>> = {
  SYNC: (producer, messages, options) => producer.send(messages[0] as MessageToSend, options),
  ASYNC: (producer, messages, options) =>
    new Promise((resolve, reject) => {
      const callback = { onSuccess: resolve, onException: reject };
      producer.sendAsync(messages[0] as MessageToSend, callback, options);
    }),
  ONEWAY: (producer, messages, options) =>
    producer.sendOneway(messages[0] as MessageToSend, options) as Promise<undefined>,
  BATCH: (producer, messages, options) => producer.sendBatch(messages, options),
};

/** Who sends, and how. */
type SendFrame = Pick<SendCall, 'mode' | 'requireStatus' | 'host'>;

/** A send that has no message yet. */
export interface SendOrder extends SendFrame {
  readonly mode: SendMode;
  readonly draft: SendDraft;
}

/** Who is told of the end of a send that nobody waits for; must not throw. */
export interface SendListener {
  /** Perhaps not after a one-way send, of which nothing is known: then `outcome` is `undefined`. */
  succeeded(outcome: SendOutcome | undefined): void;
  failed(error: unknown): void;
}

/** A batch that has no messages yet. */
export interface BatchOrder extends Omit<SendFrame, 'mode'> {
  readonly drafts: readonly SendDraft[];
}

/** The end of a send that nobody waits for. */
class CountedEnd {
  constructor(
    private readonly activity: SendActivity,
    private readonly listener: SendListener,
  ) {}

  onSuccess(outcome: SendOutcome | undefined): void {
    this.activity.sendSettled();
    this.listener.succeeded(outcome);
  }

  onException(error: unknown): void {
    this.activity.sendFailed();
    this.listener.failed(error);
  }
}

@Injectable()
export class SendDispatcher {
  constructor(
    @Inject(MessageComposer) private readonly composer: MessageComposer,
    @Inject(NATIVE_CLIENT) private readonly native: NativeClient,
    @Inject(SendEnhancers) private readonly enhancers: SendEnhancers,
    @Inject(SendAttempts) private readonly attempts: SendAttempts,
    @Inject(SendActivity) private readonly activity: SendActivity,
    @Inject(MODULE_SETTINGS) private readonly settings: ModuleSettings,
  ) {}

  private readonly noteSettled = <E extends SendEnd | void>(end: E): E => {
    this.activity.sendSettled();
    return end;
  };

  private readonly noteFailed = (error: unknown): never => {
    this.activity.sendFailed();
    throw error;
  };

  /**
   * Reaches the producer within this call if there are neither guards nor interceptors for it.
   *
   * @throws what `MessageComposer.compose()` throws
   */
  submit(order: SendOrder): Promise<SendOutcome | undefined> {
    return this.submitComposed(order, this.composer.compose(order.draft)) as Promise<SendOutcome | undefined>;
  }

  /**
   * As {@link submit}, for a send that nobody waits for: one promise less for each that would only hand on its end.
   *
   * @throws what `MessageComposer.compose()` throws
   */
  handOver(order: SendOrder, listener: SendListener): void {
    const composed = this.composer.compose(order.draft);
    if (
      composed instanceof Promise ||
      order.requireStatus !== undefined ||
      !this.enhancers.chainOf(order.host).isEmpty
    ) {
      void this.submitComposed(order, composed).then(
        (end) => listener.succeeded(end as SendOutcome | undefined),
        (error: unknown) => listener.failed(error),
      );
      return;
    }
    const { producer } = this.native;
    const message = composed.messages[0] as MessageToSend;
    const end = new CountedEnd(this.activity, listener);
    this.activity.sendBegan();
    if (order.mode === 'ASYNC') producer.sendAsync(message, end, composed.options);
    else {
      void producer
        .sendOneway(message, composed.options)
        .then(this.noteSettled, (error: unknown) => end.onException(error));
    }
  }

  /**
   * As {@link submit}, for a batch: one outcome for each message, in order.
   *
   * @throws what `MessageComposer.composeBatch()` throws
   */
  submitBatch({ requireStatus, host, drafts }: BatchOrder): Promise<readonly SendOutcome[]> {
    const composed = this.composer.composeBatch(drafts);
    return this.submitComposed({ mode: 'BATCH', requireStatus, host }, composed) as Promise<readonly SendOutcome[]>;
  }

  private submitComposed(frame: SendFrame, composed: ComposedSend | Promise<ComposedSend>): Promise<SendEnd> {
    return composed instanceof Promise ? this.submitLater(frame, composed) : this.dispatchComposed(frame, composed);
  }

  /** The send begins before the wait for its message ends, so that a shutdown cannot fall between the two. */
  private async submitLater(frame: SendFrame, composing: Promise<ComposedSend>): Promise<SendEnd> {
    this.activity.methodBegan(1);
    let sending: Promise<SendEnd>;
    try {
      sending = this.dispatchComposed(frame, await composing);
    } finally {
      this.activity.methodEnded(1);
    }
    return sending;
  }

  private dispatchComposed(frame: SendFrame, composed: ComposedSend): Promise<SendEnd> {
    const chain = this.enhancers.chainOf(frame.host);
    const sending = chain.isEmpty ? this.write(frame, composed) : this.runAround(this.callOf(frame, composed), chain);
    this.activity.sendBegan();
    return sending.then(this.noteSettled, this.noteFailed);
  }

  /** Without a spread: on an object that has properties already, one costs as much as the rest of this layer. */
  private callOf({ mode, requireStatus, host }: SendFrame, { messages, options }: ComposedSend): SendCall {
    return { mode, requireStatus, host, connection: this.settings.connection, messages, options };
  }

  private async runAround(call: SendCall, chain: EnhancerChain): Promise<SendEnd> {
    const context = new SendCallContext(call);
    const enhancers = chain.shared ?? (await chain.resolve(context));
    const contexts = context.ofEachMessage();
    for (const one of contexts) {
      const guarding = passGuards(one, enhancers.guards);
      if (guarding !== undefined) await guarding;
    }
    for (const one of contexts) this.attempts.follow(one.getMessage(), { context: one, enhancers });
    if (enhancers.interceptors.length === 0) return this.write(call, call);
    const write = (): Promise<SendAnswer> => this.write(call, sameAgain(call, context));
    const outcome = await runInterceptors(context, enhancers.interceptors, write);
    if (isSuppressed(outcome)) this.activity.sendSuppressed();
    return outcome;
  }

  private write({ mode, requireStatus }: SendFrame, { messages, options }: ComposedSend): Promise<SendAnswer> {
    const writing = WRITE_IN_MODE[mode](this.native.producer, messages, options);
    if (requireStatus === undefined) return writing;
    return writing.then((answer) => {
      const other = [answer ?? []].flat().find(({ sendStatus }) => sendStatus !== requireStatus);
      if (other === undefined) return answer;
      throw new SendStatusError((messages[0] as MessageToSend).topic, other);
    });
  }
}

/**
 * A message that an interceptor sends again keeps its id, so that consumers can tell that it is the same; those of a batch
 * cannot, as the client gives them their ids.
 */
function sameAgain(call: SendCall, { attempts, isBatch }: SendCallContext): SendCall {
  const messageId = attempts[0]?.messageId;
  return messageId === undefined || isBatch ? call : { ...call, options: { ...call.options, messageId } };
}
