/**
 * One logical send: body and facts, guards, interceptors, producer. Decorated and imperative sends meet here.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { Producer, SendMode, SendOptions, SendResult } from '../client/index.js';
import type { EnhancerChain } from './enhancer-chain.js';
import { type ComposedSend, MessageComposer, type SendDraft } from './message-composer.service.js';
import type { ModuleSettings } from './module-settings.js';
import type { NativeClient } from './native-client.js';
import { SendStatusError } from './publish-errors.js';
import { MODULE_SETTINGS, NATIVE_CLIENT } from './rocketmq.constants.js';
import { SendActivity } from './send-activity.service.js';
import { isSuppressed, passGuards, runInterceptors } from './send-chain.js';
import { SendAttempts } from './send-attempts.service.js';
import { SendEnhancers } from './send-enhancers.service.js';
import { type SendCall, SendCallContext } from './send-execution-context.js';
import type { MessageToSend, SendOutcome } from './send-outcome.interface.js';

type Write = (
  producer: Producer,
  message: MessageToSend,
  options: SendOptions | undefined,
) => Promise<SendResult | undefined>;

const WRITE_IN_MODE: Readonly<Record<SendMode, Write>> = {
  SYNC: (producer, message, options) => producer.send(message, options),
  ASYNC: (producer, message, options) =>
    new Promise((resolve, reject) => {
      producer.sendAsync(message, { onSuccess: resolve, onException: reject }, options);
    }),
  ONEWAY: async (producer, message, options) => {
    await producer.sendOneway(message, options);
    return undefined;
  },
};

/** A send that has no message yet. */
export type SendOrder = SendDraft & Omit<SendCall, 'message' | 'options' | 'connection'>;

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

  /**
   * Reaches the producer within this call if there are neither guards nor interceptors for it.
   *
   * @throws what `MessageComposer.compose()` throws
   */
  submit(order: SendOrder): Promise<SendOutcome | undefined> {
    const composed = this.composer.compose(order);
    return composed instanceof Promise ? this.submitLater(order, composed) : this.dispatchComposed(order, composed);
  }

  /** The send begins before the wait for its message ends, so that a shutdown cannot fall between the two. */
  private async submitLater(order: SendOrder, composing: Promise<ComposedSend>): Promise<SendOutcome | undefined> {
    this.activity.methodBegan(1);
    let sending: Promise<SendOutcome | undefined>;
    try {
      sending = this.dispatchComposed(order, await composing);
    } finally {
      this.activity.methodEnded(1);
    }
    return sending;
  }

  private dispatchComposed({ mode, requireStatus, host }: SendOrder, composed: ComposedSend) {
    return this.dispatch({ mode, requireStatus, host, connection: this.settings.connection, ...composed });
  }

  private dispatch(call: SendCall): Promise<SendOutcome | undefined> {
    const chain = this.enhancers.chainOf(call.host);
    const sending = chain.isEmpty ? this.write(call) : this.runAround(call, chain);
    this.activity.sendBegan();
    return sending.then(
      (outcome) => {
        this.activity.sendSettled();
        return outcome;
      },
      (error: unknown) => {
        this.activity.sendFailed();
        throw error;
      },
    );
  }

  private async runAround(call: SendCall, chain: EnhancerChain): Promise<SendOutcome | undefined> {
    const context = new SendCallContext(call);
    const enhancers = chain.shared ?? (await chain.resolve(context));
    await passGuards(context, enhancers.guards);
    this.attempts.follow(call.message, { context, enhancers });
    if (enhancers.interceptors.length === 0) return this.write(call);
    const write = (): Promise<SendResult | undefined> => this.write(sameAgain(call, context));
    const outcome = await runInterceptors(context, enhancers.interceptors, write);
    if (isSuppressed(outcome)) this.activity.sendSuppressed();
    return outcome;
  }

  private write({ mode, message, options, requireStatus }: SendCall): Promise<SendResult | undefined> {
    const writing = WRITE_IN_MODE[mode](this.native.producer, message, options);
    if (requireStatus === undefined) return writing;
    return writing.then((result) => {
      if (result === undefined || result.sendStatus === requireStatus) return result;
      throw new SendStatusError(message.topic, result);
    });
  }
}

/** A message that an interceptor sends again keeps its id, so that consumers can tell that it is the same. */
function sameAgain(call: SendCall, { attempts }: SendCallContext): SendCall {
  const messageId = attempts[0]?.messageId;
  return messageId === undefined ? call : { ...call, options: { ...call.options, messageId } };
}
