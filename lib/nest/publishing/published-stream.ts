/**
 * Publishes the elements of a stream one by one, and hands the stream back.
 * Knows neither topics nor messages; somebody else publishes each element.
 */
import { concatMap, dematerialize, from, isObservable, map, materialize, Observable, of } from 'rxjs';

/** One element. The promise is what the element waits for before it is handed on; `undefined` if it need not wait. */
export type PublishElement = (element: unknown) => Promise<unknown> | undefined;

export interface ElementPublisher {
  readonly publish: PublishElement;
  /** A send failed whose subscriber had left: nobody else hears of it. */
  readonly failedUnseen: (element: unknown, error: unknown) => void;
}

type Stream = Observable<unknown> | AsyncIterable<unknown>;

/** Node's and the web's streams are none: what is handed back could not be used like them. */
export function isStream(value: unknown): value is Stream {
  if (typeof value !== 'object' || value === null) return false;
  return isObservable(value) || (Symbol.asyncIterator in value && !('pipe' in value) && !('pipeThrough' in value));
}

/**
 * The stream that publishes.
 *
 * - Elements are published in order; each is handed on when its promise resolves.
 * - The stream's own error comes after the elements before it, a failed send ends the stream at once and closes the
 *   source. After either nothing is published.
 * - Who leaves early closes the source. The send under way goes on, elements that wait are dropped.
 */
export function publishedStream(source: Stream, publisher: ElementPublisher): object {
  if (isObservable(source)) return publishedObservable(source, publisher);
  if ('next' in source) return publishedIterator(source as AsyncIterableIterator<unknown>, publisher);
  return { [Symbol.asyncIterator]: () => publishedIterator(source[Symbol.asyncIterator](), publisher) };
}

/** An Observable cannot be told to wait: what comes too fast is kept until its turn. */
function publishedObservable(source: Observable<unknown>, { publish, failedUnseen }: ElementPublisher) {
  return new Observable<unknown>((subscriber) => {
    const publishInTurn = (element: unknown): Observable<unknown> => {
      const waiting = publish(element);
      if (waiting === undefined) return of(element);
      waiting.catch((error: unknown) => {
        if (subscriber.closed) failedUnseen(element, error);
      });
      return from(waiting).pipe(map(() => element));
    };
    // The source's end and error wait for their turn, too.
    const inTurn = source.pipe(
      materialize(),
      concatMap((event) =>
        event.kind === 'N'
          ? publishInTurn(event.value).pipe(map((value) => ({ kind: 'N' as const, value })))
          : of(event),
      ),
      dematerialize(),
    );
    return inTurn.subscribe(subscriber);
  });
}

/** A generator, so that calls that come before their turn wait, as they do with generators of users. */
async function* publishedIterator(
  iterator: AsyncIterator<unknown, unknown>,
  { publish }: ElementPublisher,
): AsyncGenerator<unknown, unknown, unknown> {
  const source = new Source(iterator);
  try {
    let step = await source.next();
    while (step.done !== true) {
      await publish(step.value);
      let answer: unknown;
      try {
        answer = yield step.value;
      } catch (error) {
        step = await source.throw(error);
        continue;
      }
      step = await source.next(answer);
    }
    return step.value;
  } catch (error) {
    // This error counts, not what closing says.
    await Promise.allSettled([source.close()]);
    throw error;
  } finally {
    await source.close();
  }
}

/** An iterator of which is known whether it must be closed. */
class Source {
  private isOpen = true;

  constructor(private readonly iterator: AsyncIterator<unknown, unknown>) {}

  next(answer?: unknown): Promise<IteratorResult<unknown, unknown>> {
    return this.advance(() => this.iterator.next(answer));
  }

  throw(error: unknown): Promise<IteratorResult<unknown, unknown>> {
    if (this.iterator.throw === undefined) return Promise.reject(error);
    return this.advance(() => (this.iterator as Required<AsyncIterator<unknown, unknown>>).throw(error));
  }

  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await this.iterator.return?.();
  }

  /** A source that rejects is over, too. */
  private async advance(step: () => Promise<IteratorResult<unknown, unknown>>) {
    this.isOpen = false;
    const result = await step();
    this.isOpen = result.done !== true;
    return result;
  }
}
