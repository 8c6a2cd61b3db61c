/**
 * Publishes the results of decorated methods: which caller waits for what, and where errors go.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { SendMode } from '../../client/index.js';
import type { CallPublisher, PublishBinding, PublishCall } from '../hosts/publish-binding.js';
import { type PublishedValue, unwrapOutbound } from '../message/outbound-message.js';
import { isAwaited } from '../message/publish-mode.js';
import { PublishOutcomes } from './publish-outcomes.service.js';
import { publishedDraft, publishedDrafts } from './published-drafts.js';
import { isStream, publishedStream } from './published-stream.js';
import { SendActivity } from '../sending/send-activity.service.js';
import { SendDispatcher, type SendListener } from '../sending/send-dispatcher.service.js';
import type { SendOutcome } from '../message/send-outcome.interface.js';
import { isThenable, toError } from '../errors/to-error.js';

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

  private publishLater(call: PublishCall, promise: PromiseLike<unknown>): Promise<unknown> {
    const { length } = call.site.bindings;
    this.activity.methodBegan(length);
    return Promise.resolve(promise).then(
      (result) => {
        // Sends begin before the method counts as ended, so that a shutdown cannot fall between the two.
        try {
          return this.publish(call, result);
        } finally {
          this.activity.methodEnded(length);
        }
      },
      (error: unknown) => {
        this.activity.methodEnded(length);
        throw error;
      },
    );
  }

  private streamOf(call: PublishCall, result: unknown): object | undefined {
    if (!isStream(result)) return undefined;
    return publishedStream(result, {
      publish: (element) => this.sendAll(call, element),
      failedUnseen: (element, error) => {
        const binding = call.site.bindings.find(({ mode }) => isAwaited(mode)) as PublishBinding;
        this.outcomes.failed(call, binding, unwrapOutbound(element).payload, toError(error));
      },
    });
  }

  /** Begins one send for each decorator; the promise is that of the awaited ones, `undefined` if there is none. */
  private sendAll(call: PublishCall, result: unknown): Promise<unknown> | undefined {
    const { bindings, method } = call.site;
    if (bindings.length === 1) return this.send(call, bindings[0] as PublishBinding, result);
    const waiting = bindings.map((binding) => this.send(call, binding, result)).filter((sent) => sent !== undefined);
    return waiting.length > 1 ? allSent(waiting, method) : waiting[0];
  }

  /** What goes wrong before anything is sent rejects, too. */
  private send(call: PublishCall, binding: PublishBinding, result: unknown): Promise<unknown> | undefined {
    const value = unwrapOutbound(result);
    const { payload } = value;
    const { mode, options } = binding;
    if ((payload === undefined || payload === null) && options.onEmpty !== 'error') return undefined;
    if (mode !== 'BATCH' && !isAwaited(mode)) return this.handOver(call, binding, mode, value);
    try {
      return mode === 'BATCH' ? this.sendBatch(call, binding, result) : this.sendOne(call, binding, mode, value);
    } catch (error) {
      return Promise.reject(toError(error));
    }
  }

  /** Not `async`: most sends have nobody to tell, and need no promise of their own. */
  private sendOne(call: PublishCall, binding: PublishBinding, mode: SendMode, value: PublishedValue): Promise<unknown> {
    const draft = publishedDraft(call, binding, value);
    if (draft === undefined) return Promise.resolve();
    const { requireStatus, onSuccess, callback } = binding.options;
    const sending = this.dispatcher.submit({ mode, requireStatus, host: call, draft });
    if (onSuccess === undefined && callback === undefined) return sending;
    return sending.then((outcome) => this.outcomes.succeeded(call, binding, draft.result, outcome));
  }

  /** Of a mode that the caller does not wait for: the outcome, a failure before the send included, comes later than the call. */
  private handOver(call: PublishCall, binding: PublishBinding, mode: SendMode, value: PublishedValue): undefined {
    const end = new UnawaitedEnd(this.outcomes, call, binding, value.payload);
    try {
      const draft = publishedDraft(call, binding, value);
      if (draft === undefined) return;
      const { requireStatus } = binding.options;
      this.dispatcher.handOver({ mode, requireStatus, host: call, draft }, end);
    } catch (error) {
      Promise.reject(toError(error)).catch((reason: unknown) => end.failed(reason));
    }
  }

  /** Drafts that nobody is told of are not kept until the answer: the garbage collector would have to carry them. */
  private sendBatch(call: PublishCall, binding: PublishBinding, given: unknown): Promise<unknown> {
    const drafts = publishedDrafts(call, binding, given);
    if (drafts.length === 0) return Promise.resolve();
    const { requireStatus, onSuccess, callback } = binding.options;
    const sending = this.dispatcher.submitBatch({ requireStatus, host: call, drafts });
    if (onSuccess === undefined && callback === undefined) return sending;
    return sending.then((outcomes) => {
      for (const [index, { result }] of drafts.entries()) {
        this.outcomes.succeeded(call, binding, result, outcomes[index]);
      }
      return outcomes;
    });
  }
}

/** The end of a send that its caller does not wait for. */
class UnawaitedEnd implements SendListener {
  constructor(
    private readonly outcomes: PublishOutcomes,
    private readonly call: PublishCall,
    private readonly binding: PublishBinding,
    private readonly payload: unknown,
  ) {}

  succeeded(outcome: SendOutcome | undefined): void {
    this.outcomes.succeeded(this.call, this.binding, this.payload, outcome);
  }

  failed(error: unknown): void {
    this.outcomes.failed(this.call, this.binding, this.payload, toError(error));
  }
}

/** Waits for all, so that no send goes on behind the back of a rejected call. */
async function allSent(sends: readonly Promise<unknown>[], method: string): Promise<void> {
  const outcomes = await Promise.allSettled(sends);
  const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [toError(outcome.reason)] : []));
  if (errors.length === 1) throw errors[0] as Error;
  if (errors.length === 0) return;
  const texts = errors.map(({ message }) => message).join('; ');
  throw new AggregateError(errors, `${errors.length} of ${sends.length} sends of ${method}() failed: ${texts}`);
}
