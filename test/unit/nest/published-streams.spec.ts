/**
 * Methods that return Observables and AsyncIterables: each element is a message, in order, and the caller gets the stream.
 */
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { concat, from, lastValueFrom, NEVER, type Observable, of, Subject, take, throwError, toArray } from 'rxjs';
import { type ClientEvent, SendAsync, SendOneway, SendSync } from '../../../lib/index.js';
import { sendResult } from './fake-native-client.js';
import { Deferred, rejectionOf, settled, startApp } from './test-app.js';

/** An iterator that tells what is done to it; ends after `count` elements, or fails. */
class Counting implements AsyncIterableIterator<number, string, unknown> {
  readonly calls: string[] = [];
  #next = 0;

  constructor(
    readonly count = 3,
    readonly failure?: Error,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<number, string>> {
    this.calls.push('next');
    this.#next += 1;
    if (this.#next <= this.count) return Promise.resolve({ value: this.#next });
    return this.failure === undefined ? Promise.resolve({ done: true, value: 'end' }) : Promise.reject(this.failure);
  }

  return(): Promise<IteratorResult<number, string>> {
    this.calls.push('return');
    return Promise.resolve({ done: true, value: 'left' });
  }

  throw(error: Error): Promise<IteratorResult<number, string>> {
    this.calls.push(`throw ${error.message}`);
    return Promise.resolve({ value: 100 });
  }
}

@Injectable()
class Streams {
  @SendSync('s', { keys: (value, ...[, label]) => `${label ?? 'k'}-${value}` })
  observable(source: Observable<number>, _label?: string): Observable<number> {
    return source;
  }

  @SendSync('s')
  promised(source: Observable<number>): Promise<Observable<number>> {
    return Promise.resolve(source);
  }

  @SendAsync('s')
  background(source: Observable<number>): Observable<number> {
    return source;
  }

  @SendSync('s')
  maybe(source: Observable<number | undefined>): Observable<number | undefined> {
    return source;
  }

  @SendSync('s', { keys: (value) => `k-${value}` })
  iterator(source: AsyncIterableIterator<number, string, unknown>): AsyncIterableIterator<number> {
    return source;
  }

  @SendSync('s')
  iterable(make: () => AsyncIterator<number>): AsyncIterable<number> {
    return { [Symbol.asyncIterator]: make };
  }

  @SendSync('s')
  async *generator(): AsyncGenerator<number, string, string> {
    const answer = yield await Promise.resolve(1);
    yield answer.length;
    return 'end';
  }

  @SendOneway('s')
  oneway(source: AsyncIterableIterator<number, string, unknown>): AsyncIterableIterator<number> {
    return source;
  }

  @SendSync('a')
  @SendSync('b')
  both(source: Observable<number>): Observable<number> {
    return source;
  }

  @SendSync('s')
  readable(): Promise<object> {
    return Promise.resolve(Readable.from([1, 2]));
  }
}

async function start() {
  const events: ClientEvent[] = [];
  const { app, fake, logger } = await startApp({
    providers: [Streams],
    rocketmq: { onEvent: (event) => events.push(event) },
  });
  /** Holds back every answer until it is let go. */
  const answers: Deferred[] = [];
  const holdAnswers = (): void => {
    fake.answer = async ({ topic }) => {
      const answer = new Deferred();
      answers.push(answer);
      await answer.promise;
      return sendResult(topic);
    };
  };
  const failFrom = (count: number): void => {
    fake.answer = ({ topic }) =>
      fake.sent.length < count ? Promise.resolve(sendResult(topic)) : Promise.reject(new Error('no broker'));
  };
  return { streams: app.get(Streams), fake, logger, events, answers, holdAnswers, failFrom };
}

/** What a subscriber sees. */
function observed(source: Observable<unknown>) {
  const seen: unknown[] = [];
  const subscription = source.subscribe({
    next: (value) => seen.push(value),
    error: (error: Error) => seen.push(error.message),
    complete: () => seen.push('complete'),
  });
  return { seen, subscription };
}

async function iterated(source: AsyncIterable<unknown>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const value of source) seen.push(value);
  return seen;
}

describe('an Observable under @SendSync', () => {
  it('is cold: nothing is sent before somebody subscribes, and each subscription publishes', async () => {
    const { streams, fake } = await start();
    const stream = streams.observable(of(1, 2));
    expect(fake.sent).toEqual([]);

    expect(await lastValueFrom(stream.pipe(toArray()))).toEqual([1, 2]);
    expect(await lastValueFrom(stream.pipe(toArray()))).toEqual([1, 2]);

    expect(fake.bodies).toEqual(['1', '2', '1', '2']);
  });

  it('sends one element after the other and hands each on when it is stored', async () => {
    const { streams, fake, answers, holdAnswers } = await start();
    holdAnswers();

    const { seen } = observed(streams.observable(of(1, 2), 'l'));
    await settled();
    expect([fake.bodies, seen]).toEqual([['1'], []]);

    answers[0]?.resolve();
    await settled();
    expect([fake.bodies, seen]).toEqual([['1', '2'], [1]]);

    answers[1]?.resolve();
    await settled();
    expect(seen).toEqual([1, 2, 'complete']);
    expect(fake.sent.map(({ message }) => message.keys)).toEqual(['l-1', 'l-2']);
  });

  it('ends with its own error after the elements before it, all of them published', async () => {
    const { streams, fake } = await start();

    const { seen } = observed(
      streams.observable(
        concat(
          of(1, 2),
          throwError(() => new Error('own')),
        ),
      ),
    );
    await settled();

    expect(fake.bodies).toEqual(['1', '2']);
    expect(seen).toEqual([1, 2, 'own']);
  });

  it('ends with the error of a failed send, leaves the source and sends nothing more', async () => {
    const { streams, fake, failFrom, events } = await start();
    const source = new Subject<number>();
    failFrom(2);

    const { seen } = observed(streams.observable(source));
    for (const value of [1, 2, 3]) source.next(value);
    await settled();

    expect(fake.bodies).toEqual(['1', '2']);
    expect(seen).toEqual([1, 'no broker']);
    expect(source.observed).toBe(false);
    expect(events).toEqual([]);
  });

  it('left early leaves the source; elements that wait are not sent', async () => {
    const { streams, fake, answers, holdAnswers } = await start();
    const source = new Subject<number>();
    holdAnswers();

    const { seen, subscription } = observed(streams.observable(source));
    for (const value of [1, 2, 3]) source.next(value);
    subscription.unsubscribe();
    answers[0]?.resolve();
    await settled();

    expect(source.observed).toBe(false);
    expect(fake.bodies).toEqual(['1']);
    expect(seen).toEqual([]);
  });

  it('left early makes the failure of the send under way an event and a log line', async () => {
    const { streams, answers, holdAnswers, events, logger } = await start();
    holdAnswers();

    observed(streams.observable(of(1))).subscription.unsubscribe();
    answers[0]?.reject(new Error('no broker'));
    await settled();

    expect(events).toEqual([{ type: 'send-exception', topic: 's', error: new Error('no broker') }]);
    expect(logger.lines).toEqual(['warn @SendSync of Streams.observable: no broker']);
  });

  it('takes no more of an endless source than it is asked for', async () => {
    const { streams, fake } = await start();

    expect(await lastValueFrom(streams.observable(concat(of(1, 2), NEVER)).pipe(take(2), toArray()))).toEqual([1, 2]);
    expect(fake.bodies).toEqual(['1', '2']);
  });

  it('may come out of a promise', async () => {
    const { streams, fake } = await start();

    const stream = await streams.promised(of(1));
    expect(fake.sent).toEqual([]);

    expect(await lastValueFrom(stream)).toBe(1);
    expect(fake.bodies).toEqual(['1']);
  });

  it('skips empty elements', async () => {
    const { streams, fake } = await start();

    expect(await lastValueFrom(streams.maybe(of(1, undefined, 2)).pipe(toArray()))).toEqual([1, undefined, 2]);
    expect(fake.bodies).toEqual(['1', '2']);
  });

  it('sends each element by each decorator', async () => {
    const { streams, fake } = await start();

    await lastValueFrom(streams.both(of(1, 2)));

    expect(fake.sent.map(({ topic, text }) => topic + text)).toEqual(['a1', 'b1', 'a2', 'b2']);
  });
});

describe('an Observable under @SendAsync', () => {
  it('hands elements on at once and reports failures, which end nothing', async () => {
    const { streams, fake, failFrom, events } = await start();
    failFrom(2);

    const { seen } = observed(streams.background(from([1, 2, 3])));
    expect(seen).toEqual([1, 2, 3, 'complete']);
    await settled();

    expect(fake.bodies).toEqual(['1', '2', '3']);
    expect(events.map(({ type }) => type)).toEqual(['send-exception', 'send-exception']);
  });
});

describe('an AsyncIterable under @SendSync', () => {
  it('asks for the next element only when somebody asks for it, and hands each on when it is stored', async () => {
    const { streams, fake, answers, holdAnswers } = await start();
    const source = new Counting();
    holdAnswers();
    const stream = streams.iterator(source);
    expect(source.calls).toEqual([]);

    let isHandedOn = false;
    const first = stream.next().then((step) => {
      isHandedOn = true;
      return step;
    });
    await settled();
    expect([source.calls, fake.bodies, isHandedOn]).toEqual([['next'], ['1'], false]);
    answers[0]?.resolve();

    expect(await first).toEqual({ done: false, value: 1 });
    await settled();
    expect([source.calls, fake.bodies]).toEqual([['next'], ['1']]);
  });

  it('publishes every element in order, also where the caller does not wait', async () => {
    const { streams, fake } = await start();
    const stream = streams.iterator(new Counting(2));

    const steps = await Promise.all([stream.next(), stream.next(), stream.next()]);

    expect(steps.map(({ value }) => value as unknown)).toEqual([1, 2, 'end']);
    expect(fake.sent.map(({ message }) => message.keys)).toEqual(['k-1', 'k-2']);
  });

  it('stays a generator: what is sent into it arrives', async () => {
    const { streams, fake } = await start();
    const stream = streams.generator();

    await stream.next('not heard');
    const second = await stream.next('four');
    const end = await stream.next('');

    expect([second.value, end]).toEqual([4, { done: true, value: 'end' }]);
    expect(fake.bodies).toEqual(['1', '4']);
  });

  it('makes a new iterator for each loop, like the iterable', async () => {
    const { streams, fake } = await start();
    const stream = streams.iterable(() => new Counting(2));

    expect(await iterated(stream)).toEqual([1, 2]);
    expect(await iterated(stream)).toEqual([1, 2]);
    expect(fake.bodies).toEqual(['1', '2', '1', '2']);
  });

  it('left early closes the source', async () => {
    const { streams, fake } = await start();
    const source = new Counting();

    for await (const value of streams.iterator(source)) if (value === 2) break;

    expect(source.calls).toEqual(['next', 'next', 'return']);
    expect(fake.bodies).toEqual(['1', '2']);
  });

  it('ends with its own error after the elements before it', async () => {
    const { streams, fake } = await start();
    const source = new Counting(1, new Error('own'));

    await expect(iterated(streams.iterator(source))).rejects.toThrow('own');
    expect(fake.bodies).toEqual(['1']);
    expect(source.calls).toEqual(['next', 'next']);
  });

  it('ends with the error of a failed send, closes the source and sends nothing more', async () => {
    const { streams, fake, failFrom } = await start();
    const source = new Counting();
    failFrom(2);
    const stream = streams.iterator(source);

    expect(await stream.next()).toEqual({ done: false, value: 1 });
    const [failure, after] = await Promise.allSettled([stream.next(), stream.next()]);

    expect(failure).toEqual({ status: 'rejected', reason: new Error('no broker') });
    expect(after).toEqual({ status: 'fulfilled', value: { done: true, value: undefined } });
    expect(source.calls).toEqual(['next', 'next', 'return']);
    expect(fake.bodies).toEqual(['1', '2']);
  });

  it('passes on what is thrown into it', async () => {
    const { streams, fake } = await start();
    const source = new Counting();
    const stream = streams.iterator(source);
    await stream.next();

    expect(await stream.throw?.(new Error('stop'))).toEqual({ done: false, value: 100 });
    expect(source.calls).toEqual(['next', 'throw stop']);
    expect(fake.bodies).toEqual(['1', '100']);
  });

  it('closes a source into which nothing can be thrown', async () => {
    const { streams } = await start();
    const source = new Counting();
    const withoutThrow = {
      [Symbol.asyncIterator]: () => withoutThrow,
      next: () => source.next(),
      return: () => source.return(),
    };
    const stream = streams.iterator(withoutThrow);
    await stream.next();

    expect(await rejectionOf(stream.throw?.(new Error('stop')) as Promise<unknown>)).toEqual(new Error('stop'));
    expect(source.calls).toEqual(['next', 'return']);
  });
});

describe('an AsyncIterable under @SendOneway', () => {
  it('hands elements on at once', async () => {
    const { streams, fake, holdAnswers } = await start();
    holdAnswers();

    expect(await iterated(streams.oneway(new Counting(2)))).toEqual([1, 2]);
    expect(fake.bodies).toEqual(['1', '2']);
  });
});

it("Node's own streams are refused: what would be handed back is none of them", async () => {
  const { streams, fake } = await start();

  await expect(streams.readable()).rejects.toMatchObject({ code: 'PAYLOAD_NOT_SERIALIZABLE' });
  expect(fake.sent).toEqual([]);
});
