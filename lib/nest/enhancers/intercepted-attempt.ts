/**
 * Interceptors around one attempt: they begin in the client's send hook before it and end in the one after it.
 * An attempt belongs to the client: nothing they do or throw keeps it from the wire or changes what comes of it.
 */
import type { NestInterceptor } from '@nestjs/common';
import { defer, lastValueFrom, ReplaySubject } from 'rxjs';
import type { SendResult } from '../../client/index.js';
import { chainAround } from './send-chain.js';
import type { SendExecutionContext } from './send-execution-context.js';

export class InterceptedAttempt {
  private readonly outcome = new ReplaySubject<SendResult | undefined>(1);
  private readonly chain: () => Promise<unknown>;
  private ended: Promise<unknown> | undefined;
  private goOn: () => void = () => {};
  private hasGoneOn = false;

  constructor(context: SendExecutionContext, interceptors: readonly NestInterceptor[]) {
    const attempt = {
      handle: () =>
        defer(() => {
          this.proceed();
          return this.outcome;
        }),
    };
    const chain = chainAround(context, interceptors, attempt);
    this.chain = () => lastValueFrom(chain.handle(), { defaultValue: undefined });
  }

  /** A promise only if an interceptor takes its time; it settles when all have called `next.handle()`, or ended without. */
  before(): Promise<void> | undefined {
    this.ended = this.chain();
    if (this.hasGoneOn) return undefined;
    const proceed = (): void => this.proceed();
    void this.ended.then(proceed, proceed);
    return new Promise((resolve) => {
      this.goOn = resolve;
    });
  }

  /** Rejects with what an interceptor threw; the attempt's own error is no news. */
  async after(result: SendResult | undefined, error: Error | undefined): Promise<void> {
    if (error === undefined) {
      this.outcome.next(result);
      this.outcome.complete();
    } else this.outcome.error(error);
    try {
      await this.ended;
    } catch (thrown) {
      if (thrown !== error) throw thrown;
    }
  }

  private proceed(): void {
    this.hasGoneOn = true;
    this.goOn();
  }
}
