/**
 * Publishes the results of decorated methods: which caller waits for what, and where errors go.
 */
import { Inject, Injectable, type Type } from '@nestjs/common';
import { EventReporter } from './event-reporter.service.js';
import type { CallPublisher, PublishBinding, PublishCall } from './publish-binding.js';
import { PayloadNotSerializableError } from './publish-errors.js';
import { DECORATOR_NAMES } from './publish-method.decorator.js';
import { SendActivity } from './send-activity.service.js';
import { SendDispatcher } from './send-dispatcher.service.js';
import type { MessageFacts, MessageToSend } from './send-outcome.interface.js';
import { isThenable, toError } from './to-error.js';

@Injectable()
export class DecoratedPublisher implements CallPublisher {
  constructor(
    @Inject(SendDispatcher) private readonly dispatcher: SendDispatcher,
    @Inject(SendActivity) private readonly activity: SendActivity,
    @Inject(EventReporter) private readonly events: EventReporter,
  ) {}

  publish(call: PublishCall, result: unknown): unknown {
    if (isThenable(result)) return this.publishLater(call, result);
    const waiting = this.sendAll(call, result);
    // Reached by a plain result under @SendSync only where a cast has got around its type.
    return waiting === undefined ? result : waiting.then(() => result);
  }

  /** Sends begin before the method counts as ended, so that a shutdown cannot fall between the two. */
  private async publishLater(call: PublishCall, promise: PromiseLike<unknown>): Promise<unknown> {
    const { length } = call.bindings;
    this.activity.methodBegan(length);
    let waiting: Promise<void> | undefined;
    let result: unknown;
    try {
      result = await promise;
      waiting = this.sendAll(call, result);
    } finally {
      this.activity.methodEnded(length);
    }
    if (waiting !== undefined) await waiting;
    return result;
  }

  /** Begins one send for each decorator; the promise is that of the SYNC ones, `undefined` if there is none. */
  private sendAll(call: PublishCall, result: unknown): Promise<void> | undefined {
    const waiting: Promise<void>[] = [];
    for (const binding of call.bindings) {
      if ((result === undefined || result === null) && binding.options.onEmpty !== 'error') continue;
      const sending = this.send(call, binding, result);
      if (binding.mode === 'SYNC') waiting.push(sending);
      else sending.catch((error: unknown) => this.reportFailure(call, binding, toError(error)));
    }
    return waiting.length > 1 ? allSent(waiting, call.method) : waiting[0];
  }

  private async send(call: PublishCall, binding: PublishBinding, result: unknown): Promise<void> {
    const { mode, options } = binding;
    await this.dispatcher.dispatch({
      mode,
      message: this.compose(call, binding, result),
      timeoutMs: options.timeoutMs,
      requireStatus: options.requireStatus,
      host: { type: call.instance.constructor as Type, handler: call.handler, args: call.args },
    });
  }

  private compose(call: PublishCall, { topic, options }: PublishBinding, result: unknown): MessageToSend {
    const fact = <K extends 'tags' | 'keys' | 'properties'>(name: K): MessageFacts[K] => {
      const value = options[name] as MessageFacts[K] | ((...args: unknown[]) => MessageFacts[K]);
      return typeof value === 'function' ? value(result, ...call.args) : value;
    };
    if (result === undefined || result === null) {
      throw new PayloadNotSerializableError(
        topic,
        '$',
        `${String(result)}: ${call.method}() returned nothing, and onEmpty is error`,
      );
    }
    const facts = { tags: fact('tags'), keys: fact('keys'), properties: fact('properties'), flag: options.flag };
    const message = this.dispatcher.compose(topic, result, facts);
    return ownsBody(message) ? message : { ...message, body: Uint8Array.from(message.body) };
  }

  private reportFailure({ method }: PublishCall, { mode, topic, options }: PublishBinding, error: Error): void {
    const { onException } = options;
    const sender = `${DECORATOR_NAMES[mode]} of ${method}`;
    if (mode === 'ONEWAY') this.events.onewaySendFailed(error, sender);
    else if (onException === undefined) this.events.asyncSendFailed(topic, error, sender);
    else this.events.callBack(() => onException(error));
  }
}

/** The method's caller gets the same bytes and may change them while the send is under way. */
function ownsBody({ payload, body }: MessageToSend): boolean {
  return !ArrayBuffer.isView(payload) || payload.buffer !== body.buffer;
}

/** Waits for all, so that no send goes on behind the back of a rejected call. */
async function allSent(sends: readonly Promise<void>[], method: string): Promise<void> {
  const outcomes = await Promise.allSettled(sends);
  const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [toError(outcome.reason)] : []));
  if (errors.length === 1) throw errors[0] as Error;
  if (errors.length === 0) return;
  const texts = errors.map(({ message }) => message).join('; ');
  throw new AggregateError(errors, `${errors.length} of ${sends.length} sends of ${method}() failed: ${texts}`);
}
