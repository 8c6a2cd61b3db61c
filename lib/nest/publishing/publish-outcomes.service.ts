/**
 * Tells those whom a publish decorator names what became of its sends.
 * Never throws, whatever they do.
 */
import { Inject, Injectable } from '@nestjs/common';
import { EventReporter } from '../events/event-reporter.service.js';
import type { PublishBinding, PublishCall } from '../hosts/publish-binding.js';
import { DECORATOR_NAMES } from './publish-method.decorator.js';
import { SendCallbacks } from './send-callbacks.service.js';
import type { SendOutcome, SendOutcomeCallback } from '../message/send-outcome.interface.js';
import { topicName } from '../message/topic-definition.js';

type Listener = (...args: readonly unknown[]) => unknown;

@Injectable()
export class PublishOutcomes {
  constructor(
    @Inject(EventReporter) private readonly events: EventReporter,
    @Inject(SendCallbacks) private readonly callbacks: SendCallbacks,
  ) {}

  /** @param outcome - `undefined` after a one-way send, of which nothing is known */
  succeeded(
    { args }: PublishCall,
    { options }: PublishBinding,
    result: unknown,
    outcome: SendOutcome | undefined,
  ): void {
    const { callback, onSuccess } = options;
    if (outcome === undefined) return;
    if (onSuccess !== undefined) {
      this.events.callBack(() => (onSuccess as Listener)(outcome, result, ...args));
    } else if (callback !== undefined) {
      this.events.callBack(async () => {
        const instance = await this.instanceOf(callback);
        return instance.onSuccess(outcome);
      });
    }
  }

  /** Of a send that no caller waits for. */
  failed(call: PublishCall, { mode, topic, options }: PublishBinding, result: unknown, error: Error): void {
    const { callback, onException } = options;
    const sender = `${DECORATOR_NAMES[mode]} of ${call.site.method}`;
    if (mode === 'ONEWAY') this.events.onewaySendFailed(error, sender);
    else if (onException !== undefined) {
      this.events.callBack(() => (onException as Listener)(error, result, ...call.args));
    } else if (callback !== undefined) {
      this.events.callBack(async () => {
        // Where there is no callback after all, the failure must not be lost with it.
        const instance = await this.instanceOf(callback).catch((reason: unknown) => {
          this.events.asyncSendFailed(topicName(topic), error, sender);
          throw reason;
        });
        return instance.onException(error);
      });
    } else this.events.asyncSendFailed(topicName(topic), error, sender);
  }

  private async instanceOf(callback: NonNullable<PublishBinding['options']['callback']>): Promise<SendOutcomeCallback> {
    return typeof callback === 'function' ? this.callbacks.instanceOf(callback) : callback;
  }
}
