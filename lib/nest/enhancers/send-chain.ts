/**
 * Runs guards and interceptors around one send, with RxJS; a module without guards and interceptors never comes here.
 */
import type { CallHandler, CanActivate, NestInterceptor } from '@nestjs/common';
import { defer, from, isObservable, lastValueFrom, mergeMap, Observable, take } from 'rxjs';
import { SendForbiddenError, type SendResult } from '../../client/index.js';
import { SendInterceptorError } from '../errors/publish-errors.js';
import type { SendCallContext, SendExecutionContext } from './send-execution-context.js';
import type { SendOutcome, SuppressedSend } from '../message/send-outcome.interface.js';

/** What a broker made of a send: a list for a batch, nothing after a one-way send. */
export type SendAnswer = SendResult | readonly SendResult[] | undefined;

/** What becomes of a send: a list for a batch. */
export type SendEnd = SendOutcome | readonly SendOutcome[] | undefined;

type Write = () => Promise<SendAnswer>;

/**
 * Asks the guards in turn; the first refusal ends the send. A promise only if a guard returns one, or an Observable.
 *
 * @param thrownBy - makes the error of a guard that threw; default what it threw
 * @throws {SendForbiddenError} SEND_FORBIDDEN - thrown, or rejected with
 */
export function passGuards(
  context: SendCallContext,
  guards: readonly CanActivate[],
  thrownBy: (guard: CanActivate, thrown: unknown) => unknown = (_guard, thrown) => thrown,
): Promise<void> | undefined {
  for (const [index, guard] of guards.entries()) {
    let verdict: ReturnType<CanActivate['canActivate']>;
    try {
      verdict = guard.canActivate(context);
    } catch (thrown) {
      throw thrownBy(guard, thrown);
    }
    if (verdict === true) continue;
    if (verdict === false) throw forbiddenBy(guard, context);
    const waiting = verdictOf(verdict).catch((thrown: unknown) => {
      throw thrownBy(guard, thrown);
    });
    return waiting.then((isAllowed) => {
      if (!isAllowed) throw forbiddenBy(guard, context);
      return passGuards(context, guards.slice(index + 1), thrownBy);
    });
  }
  return undefined;
}

function forbiddenBy(guard: CanActivate, context: SendCallContext): SendForbiddenError {
  const { messageIndex } = context;
  return new SendForbiddenError(context.getTopic(), guard.constructor.name, { messageIndex });
}

/**
 * Runs the interceptors around `write`, the first one outermost. Unsubscribing (`timeout()`) ends the wait only: what is
 * written may still be stored.
 *
 * @throws {SendInterceptorError} INTERCEPTOR_MISUSED - more than one emission, no Observable, or a batch that is not
 *   answered with a list of as many outcomes as it has messages
 */
export async function runInterceptors(
  context: SendCallContext,
  interceptors: readonly NestInterceptor[],
  write: Write,
): Promise<SendEnd> {
  const writes = new Writes(write);
  const { emissions, value } = await emissionsOf(chainAround(context, interceptors, writes).handle());
  if (emissions > 1) {
    throw new SendInterceptorError(context.getTopic(), 'emitted more than one value; the message may be stored');
  }
  if (writes.begun === 0) return suppressed(context);
  if (emissions === 1) return endOf(context, value);
  return writes.stored === 0 ? suppressed(context) : writes.lastAnswer;
}

/** What the innermost interceptor's `next` is: writes once for each subscription. */
class Writes implements CallHandler {
  begun = 0;
  stored = 0;
  lastAnswer: SendAnswer;
  readonly #write: Write;

  constructor(write: Write) {
    this.#write = write;
  }

  handle(): Observable<SendAnswer> {
    return new Observable((subscriber) => {
      this.begun += 1;
      const stored = (answer: SendAnswer): void => {
        this.stored += 1;
        this.lastAnswer = answer;
        subscriber.next(answer);
        subscriber.complete();
      };
      this.#write().then(stored, (error: unknown) => subscriber.error(error));
    });
  }
}

/** The last value of a stream, which is left at its second one. */
function emissionsOf(stream: Observable<unknown>): Promise<{ readonly emissions: number; readonly value: unknown }> {
  return new Promise((resolve, reject) => {
    let emissions = 0;
    let value: unknown;
    stream.pipe(take(2)).subscribe({
      next: (emitted) => {
        emissions += 1;
        value = emitted;
      },
      error: reject,
      complete: () => resolve({ emissions, value }),
    });
  });
}

/** @param last - what the innermost interceptor's `next` is */
export function chainAround(
  context: SendExecutionContext,
  interceptors: readonly NestInterceptor[],
  last: CallHandler,
): CallHandler {
  return interceptors.reduceRight<CallHandler>((next, interceptor) => around(interceptor, context, next), last);
}

/** A batch is suppressed as a whole. */
export function isSuppressed(end: unknown): boolean {
  const outcome: unknown = Array.isArray(end) ? end[0] : end;
  return (outcome as Partial<SendOutcome> | null | undefined)?.sendStatus === 'SUPPRESSED';
}

function suppressed(context: SendCallContext): SendEnd {
  const outcome: SuppressedSend = { sendStatus: 'SUPPRESSED', topic: context.getTopic() };
  return context.isBatch ? context.getMessages().map(() => outcome) : outcome;
}

function endOf(context: SendCallContext, emitted: unknown): SendEnd {
  const { length } = context.getMessages();
  if (!context.isBatch || (Array.isArray(emitted) && emitted.length === length)) return emitted as SendEnd;
  const reason = `answered a batch of ${length} with something other than a list of ${length} outcomes`;
  throw new SendInterceptorError(context.getTopic(), reason);
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
