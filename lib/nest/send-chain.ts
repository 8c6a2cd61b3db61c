/**
 * Runs guards and interceptors around one send, with RxJS; a module without guards and interceptors never comes here.
 */
import type { CallHandler, CanActivate, NestInterceptor } from '@nestjs/common';
import { defer, from, isObservable, lastValueFrom, mergeMap, type Observable, take, toArray } from 'rxjs';
import { SendForbiddenError, type SendResult } from '../client/index.js';
import { SendInterceptorError } from './publish-errors.js';
import type { SendExecutionContext } from './send-execution-context.js';
import type { SendOutcome } from './send-outcome.interface.js';

/** One-way sends have no result. */
type Write = () => Promise<SendResult | undefined>;

/** Asks the guards in turn; the first refusal ends the send. */
export async function passGuards(context: SendExecutionContext, guards: readonly CanActivate[]): Promise<void> {
  for (const guard of guards) {
    const verdict = guard.canActivate(context);
    const isAllowed = typeof verdict === 'boolean' ? verdict : await verdictOf(verdict);
    if (!isAllowed) throw new SendForbiddenError(context.getTopic(), guard.constructor.name);
  }
}

/**
 * Runs the interceptors around `write`, the first one outermost. Unsubscribing (`timeout()`) ends the wait only: what is
 * written may still be stored.
 *
 * @throws {SendInterceptorError} INTERCEPTOR_MISUSED - more than one emission, or no Observable
 */
export async function runInterceptors(
  context: SendExecutionContext,
  interceptors: readonly NestInterceptor[],
  write: Write,
): Promise<SendOutcome | undefined> {
  const writes = { begun: 0, results: [] as (SendResult | undefined)[] };
  const last: CallHandler = {
    handle: () =>
      defer(async () => {
        writes.begun += 1;
        const result = await write();
        writes.results.push(result);
        return result;
      }),
  };
  const chain = interceptors.reduceRight<CallHandler>((next, interceptor) => around(interceptor, context, next), last);
  const emitted = await lastValueFrom(chain.handle().pipe(take(2), toArray()));
  if (emitted.length > 1) {
    throw new SendInterceptorError(context.getTopic(), 'emitted more than one value; the message may be stored');
  }
  if (writes.begun === 0) return suppressed(context);
  if (emitted.length === 1) return emitted[0] as SendOutcome | undefined;
  return writes.results.length === 0 ? suppressed(context) : writes.results.at(-1);
}

export function isSuppressed(outcome: unknown): boolean {
  return (outcome as Partial<SendOutcome> | null | undefined)?.sendStatus === 'SUPPRESSED';
}

function suppressed(context: SendExecutionContext): SendOutcome {
  return { sendStatus: 'SUPPRESSED', topic: context.getTopic() };
}

async function verdictOf(verdict: Exclude<ReturnType<CanActivate['canActivate']>, boolean>): Promise<boolean> {
  const value: unknown = await verdict;
  return Boolean(isObservable(value) ? await lastValueFrom(value, { defaultValue: false }) : value);
}

function around(interceptor: NestInterceptor, context: SendExecutionContext, next: CallHandler): CallHandler {
  return {
    handle: () =>
      defer((): Observable<unknown> => {
        const stream: unknown = interceptor.intercept(context, next);
        if (isObservable(stream)) return stream;
        return from(Promise.resolve(stream)).pipe(mergeMap((later) => observableOf(later, interceptor, context)));
      }),
  };
}

function observableOf(
  value: unknown,
  interceptor: NestInterceptor,
  context: SendExecutionContext,
): Observable<unknown> {
  if (isObservable(value)) return value;
  throw new SendInterceptorError(context.getTopic(), `returned no Observable (${interceptor.constructor.name})`);
}
