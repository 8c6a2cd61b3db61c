/**
 * Publishes the results of decorated methods: which caller waits for what, and where errors go.
 */
import { Inject, Injectable, type Type } from '@nestjs/common';
import type { CallPublisher, PublishBinding, PublishCall } from './publish-binding.js';
import { type PublishedValue, unwrapOutbound } from './outbound-message.js';
import { PayloadNotSerializableError } from './publish-errors.js';
import { PublishOutcomes } from './publish-outcomes.service.js';
import { publishedStream } from './published-stream.js';
import { SendActivity } from './send-activity.service.js';
import { SendDispatcher } from './send-dispatcher.service.js';
import { isThenable, toError } from './to-error.js';
import { topicName } from './topic-definition.js';

@Injectable()
export class DecoratedPublisher implements CallPublisher {
  constructor(
    @Inject(SendDispatcher) private readonly dispatcher: SendDispatcher,
    @Inject(SendActivity) private readonly activity: SendActivity,
    @Inject(PublishOutcomes) private readonly outcomes: PublishOutcomes,
  ) {}

  publish(call: PublishCall, result: unknown): unknown {
    if (isThenable(result)) return this.publishLater(call, result);
    const stream = this.streamOf(call, result);
    if (stream !== undefined) return stream;
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
      const stream = this.streamOf(call, result);
      if (stream !== undefined) return stream;
      waiting = this.sendAll(call, result);
    } finally {
      this.activity.methodEnded(length);
    }
    if (waiting !== undefined) await waiting;
    return result;
  }

  private streamOf(call: PublishCall, result: unknown): object | undefined {
    return publishedStream(result, {
      publish: (element) => this.sendAll(call, element),
      failedUnseen: (element, error) => {
        const binding = call.bindings.find(({ mode }) => mode === 'SYNC') as PublishBinding;
        this.outcomes.failed(call, binding, unwrapOutbound(element).payload, toError(error));
      },
    });
  }

  /** Begins one send for each decorator; the promise is that of the SYNC ones, `undefined` if there is none. */
  private sendAll(call: PublishCall, result: unknown): Promise<void> | undefined {
    const value = unwrapOutbound(result);
    const isEmpty = value.payload === undefined || value.payload === null;
    const waiting: Promise<void>[] = [];
    for (const binding of call.bindings) {
      if (isEmpty && binding.options.onEmpty !== 'error') continue;
      const sending = isEmpty ? refuseEmpty(call, binding, value) : this.send(call, binding, value);
      if (binding.mode === 'SYNC') waiting.push(sending);
      else sending.catch((error: unknown) => this.outcomes.failed(call, binding, value.payload, toError(error)));
    }
    return waiting.length > 1 ? allSent(waiting, call.method) : waiting[0];
  }

  private async send(call: PublishCall, binding: PublishBinding, { payload, facts }: PublishedValue): Promise<void> {
    const { mode, topic, options } = binding;
    const args = [payload, ...call.args];
    if (options.when !== undefined && !optionValue(options.when, args)) return;
    const outcome = await this.dispatcher.submit({
      mode,
      draft: {
        topic,
        // Facts beside the payload say that this is the payload.
        payload: options.body === undefined || facts !== undefined ? payload : optionValue(options.body, args),
        sources: [
          { facts, args: [] },
          { facts: options, args },
        ],
        isPayloadShared: true,
      },
      requireStatus: options.requireStatus,
      host: { type: call.instance.constructor as Type, handler: call.handler, args: call.args, decorated: call },
    });
    this.outcomes.succeeded(call, binding, payload, outcome);
  }
}

function refuseEmpty({ method }: PublishCall, { topic }: PublishBinding, { payload }: PublishedValue): Promise<never> {
  const reason = `${String(payload)}: ${method}() returned nothing, and onEmpty is error`;
  return Promise.reject(new PayloadNotSerializableError(topicName(topic), '$', reason));
}

function optionValue(option: unknown, args: readonly unknown[]): unknown {
  return typeof option === 'function' ? (option as (...args: readonly unknown[]) => unknown)(...args) : option;
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
