/**
 * Which methods a publish decorator fits. Each refused method has a twin that compiles.
 */
import { Readable } from 'node:stream';
import { type Observable, of, Subject } from 'rxjs';
import { outbound, type OutboundMessage, SendAsync, SendOneway, SendSync } from 'nestjs-rocketmq';

interface Order {
  readonly id: string;
}

export class Accepted {
  // twin of sync.1, sync.3, void.1
  @SendSync('t')
  async order(): Promise<Order> {
    return Promise.resolve({ id: 'a' });
  }

  @SendSync('t')
  maybe(): Promise<Order | undefined> {
    return Promise.resolve(undefined);
  }

  @SendSync('t')
  orNull(): Promise<Order | null> {
    return Promise.resolve(null);
  }

  // twin of sync.4
  @SendSync('t')
  text(): Promise<string> {
    return Promise.resolve('text');
  }

  @SendSync('t')
  bytes(): Promise<Uint8Array> {
    return Promise.resolve(Uint8Array.of(1));
  }

  // twin of sync.5
  @SendSync('t')
  list(): Promise<readonly Order[]> {
    return Promise.resolve([]);
  }

  @SendSync('t')
  unknownUntilRunTime(): Promise<unknown> {
    return Promise.resolve(1);
  }

  @SendSync('t')
  generic<T extends Order>(order: T): Promise<T> {
    return Promise.resolve(order);
  }

  @SendSync('t')
  protected hidden(): Promise<Order> {
    return Promise.resolve({ id: 'a' });
  }

  // twin of payload.7
  @SendSync('t')
  count(): Promise<number> {
    return Promise.resolve(1);
  }

  // twin of void.4, void.5
  @SendAsync('t')
  sometimes(id: string): Order | undefined {
    return id === '' ? undefined : { id };
  }

  // twin of payload.8
  @SendAsync('t')
  name(): string {
    return 'x';
  }

  // twin of void.2, payload.9
  @SendAsync('t')
  plain(): Order {
    return { id: 'a' };
  }

  @SendAsync('t')
  promised(): Promise<Order> {
    return Promise.resolve({ id: 'a' });
  }

  @SendAsync('t')
  either(): Order | Promise<Order> {
    return { id: 'a' };
  }

  // twin of void.3
  @SendOneway('t')
  oneway(): Order {
    return { id: 'a' };
  }

  // twin of void.6
  @SendSync('t', { keys: (order) => order.id })
  observable(): Observable<Order> {
    return of({ id: 'a' });
  }

  // twin of payload.1
  @SendAsync('t', { keys: (order) => order.id })
  asyncObservable(): Observable<Order | undefined> {
    return of({ id: 'a' });
  }

  // twin of payload.2
  @SendAsync('t')
  subjectAsObservable(): Observable<Order> {
    return new Subject<Order>().asObservable();
  }

  @SendSync('t', { keys: (order) => order.id })
  promisedObservable(): Promise<Observable<Order>> {
    return Promise.resolve(of({ id: 'a' }));
  }

  // twin of payload.5, sync.2
  @SendSync('t', { keys: (order) => order.id })
  async *generator(): AsyncGenerator<Order, string, number> {
    yield await Promise.resolve({ id: 'a' });
    return 'end';
  }

  // twin of payload.3
  @SendSync('t')
  async *lines(): AsyncGenerator<string> {
    for await (const line of Readable.from(['a'])) yield String(line);
  }

  // twin of payload.4
  @SendSync('t')
  promisedLines(): Promise<AsyncIterable<string>> {
    return Promise.resolve(this.lines());
  }

  @SendOneway('t', { keys: (order) => order.id })
  iterable(): AsyncIterable<Order> {
    return this.generator();
  }

  @SendAsync('t', { keys: (order) => order.id })
  iterator(): AsyncIterableIterator<Order> {
    return this.generator();
  }

  // twin of payload.6, key.1
  @SendSync('t', { keys: (order) => order.id })
  outbound(): Promise<OutboundMessage<Order>> {
    return Promise.resolve(outbound({ id: 'a' }, { keys: 'a', deliverAfterMs: 5000 }));
  }

  @SendAsync('t', { keys: (order) => order.id })
  sometimesOutbound(): Order | OutboundMessage<Order> | undefined {
    // twin of payload.10
    return outbound({ id: 'a' });
  }

  @SendSync('t', { keys: (order) => order.id })
  outboundStream(): Observable<OutboundMessage<Order>> {
    return of(outbound({ id: 'a' }, { shardingKey: 'a' }));
  }

  @SendAsync('a')
  @SendSync('b')
  @SendOneway('c')
  stacked(): Promise<Order> {
    return Promise.resolve({ id: 'a' });
  }
}

export class Refused {
  // @ts-expect-error sync.1: a sync method under @SendSync
  @SendSync('t')
  syncMethod(): Order {
    return { id: 'a' };
  }

  // @ts-expect-error sync.3: perhaps no promise
  @SendSync('t')
  either(): Order | Promise<Order> {
    return { id: 'a' };
  }

  // @ts-expect-error sync.4: a sync method under @SendSync
  @SendSync('t')
  text(): string {
    return 'text';
  }

  // @ts-expect-error sync.5: a sync method under @SendSync
  @SendSync('t')
  list(): readonly Order[] {
    return [];
  }

  // @ts-expect-error void.1: a forgotten return
  @SendSync('t')
  async promisedNothing(): Promise<void> {
    await Promise.resolve();
  }

  // @ts-expect-error void.2: a forgotten return
  @SendAsync('t')
  nothing(): void {
    this.log();
  }

  // @ts-expect-error void.3: a forgotten return
  @SendOneway('t')
  onewayNothing(): void {
    this.log();
  }

  // @ts-expect-error void.4: a return that is forgotten on one path
  @SendAsync('t')
  sometimesNothing(id: string): Order | void {
    if (id !== '') return { id };
  }

  // @ts-expect-error void.5: never anything to publish
  @SendAsync('t')
  alwaysUndefined(): undefined {
    this.log();
  }

  // @ts-expect-error void.6: a stream of nothing
  @SendSync('t')
  observableOfNothing(): Observable<void> {
    return of(undefined);
  }

  // @ts-expect-error payload.1: a stream of streams
  @SendAsync('t')
  observableOfObservables(): Observable<Observable<Order>> {
    return of(of({ id: 'a' }));
  }

  // @ts-expect-error payload.2: what would be handed back is no Subject
  @SendAsync('t')
  subject(): Subject<Order> {
    return new Subject();
  }

  // @ts-expect-error payload.3: what would be handed back is no Readable
  @SendSync('t')
  readable(): Readable {
    return Readable.from([{ id: 'a' }]);
  }

  // @ts-expect-error payload.4: nor after a promise
  @SendSync('t')
  promisedReadable(): Promise<Readable> {
    return Promise.resolve(Readable.from([{ id: 'a' }]));
  }

  // @ts-expect-error payload.5: a generator of BigInts
  @SendSync('t')
  async *bigints(): AsyncGenerator<bigint> {
    yield await Promise.resolve(1n);
  }

  // @ts-expect-error sync.2: nobody can be made to wait by a plain generator
  @SendSync('t')
  *syncGenerator(): Generator<Order> {
    yield { id: 'a' };
  }

  // @ts-expect-error payload.6: an outbound BigInt
  @SendSync('t')
  outboundBigInt(): Promise<OutboundMessage<bigint>> {
    return Promise.resolve({} as OutboundMessage<bigint>);
  }

  // @ts-expect-error key.1: a field that the payload does not have
  @SendSync('t', { keys: (message) => String(message.payload) })
  notUnwrapped(): Promise<OutboundMessage<Order>> {
    return Promise.resolve(outbound({ id: 'a' }));
  }

  // @ts-expect-error payload.7: a BigInt
  @SendSync('t')
  bigint(): Promise<bigint> {
    return Promise.resolve(1n);
  }

  // @ts-expect-error payload.8: a symbol
  @SendAsync('t')
  symbol(): symbol {
    return Symbol('x');
  }

  // @ts-expect-error payload.9: a function
  @SendAsync('t')
  callback(): () => Order {
    return () => ({ id: 'a' });
  }

  // @ts-expect-error a property is no method
  @SendSync('t')
  property = (): Promise<Order> => Promise.resolve({ id: 'a' });

  private log(): void {
    void this;
  }
}

// @ts-expect-error a class
@SendSync('t')
export class Decorated {}

export function refused(): unknown[] {
  return [
    // @ts-expect-error a level and a delay
    outbound({ id: 'a' }, { delayLevel: 1, deliverAfterMs: 5000 }),
    // @ts-expect-error facts are values: the payload is at hand
    outbound({ id: 'a' }, { keys: (order: Order) => order.id }),
    // @ts-expect-error the topic is the decorator's
    outbound({ id: 'a' }, { topic: 't' }),
    // @ts-expect-error payload.10: nothing to send
    outbound(undefined),
  ];
}
