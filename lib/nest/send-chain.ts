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

/**
 * Asks the guards in turn; the first refusal ends the send. A promise only if a guard returns one, or an Observable.
 *
 * @param thrownBy - makes the error of a guard that threw; default what it threw
 * @throws {SendForbiddenError} SEND_FORBIDDEN - thrown, or rejected with
 */
export function passGuards(
  context: SendExecutionContext,
  guards: readonly CanActivate[],
  thrownBy: (guard: CanActivate, thrown: unknown) => unknown = (_guard, thrown) => thrown,
): Promise<void> | undefined {
  for (const [index, guard] of guards.entries()) {
    const forbidUnless = (isAllowed: boolean): void => {
      if (!isAllowed) throw new SendForbiddenError(context.getTopic(), guard.constructor.name);
    };
    let verdict: ReturnType<CanActivate['canActivate']>;
    try {
      verdict = guard.canActivate(context);
    } catch (thrown) {
      throw thrownBy(guard, thrown);
    }
    if (typeof verdict === 'boolean') {
      forbidUnless(verdict);
      continue;
    }
    const waiting = verdictOf(verdict).catch((thrown: unknown) => {
      throw thrownBy(guard, thrown);
    });
    return waiting.then((isAllowed) => {
      forbidUnless(isAllowed);
      return passGuards(context, guards.slice(index + 1), thrownBy);
    });
  }
  return undefined;
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
  const emitted = await lastValueFrom(chainAround(context, interceptors, last).handle().pipe(take(2), toArray()));
  if (emitted.length > 1) {
    throw new SendInterceptorError(context.getTopic(), 'emitted more than one value; the message may be stored');
  }
  if (writes.begun === 0) return suppressed(context);
  if (emitted.length === 1) return emitted[0] as SendOutcome | undefined;
  return writes.results.length === 0 ? suppressed(context) : writes.results.at(-1);
}

/** @param last - what the innermost interceptor's `next` is */
export function chainAround(
  context: SendExecutionContext,
  interceptors: readonly NestInterceptor[],
  last: CallHandler,
): CallHandler {
  return interceptors.reduceRight<CallHandler>((next, interceptor) => around(interceptor, context, next), last);
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
