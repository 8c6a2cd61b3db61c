/**
 * Which methods a publish decorator fits. Each refused method has a twin that compiles.
 */
import { type Observable, of } from 'rxjs';
import { SendAsync, SendOneway, SendSync } from 'nestjs-rocketmq';

interface Order {
  readonly id: string;
}

export class Accepted {
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

  @SendSync('t')
  text(): Promise<string> {
    return Promise.resolve('text');
  }

  @SendSync('t')
  bytes(): Promise<Uint8Array> {
    return Promise.resolve(Uint8Array.of(1));
  }

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

  @SendOneway('t')
  oneway(): Order {
    return { id: 'a' };
  }

  @SendAsync('a')
  @SendSync('b')
  @SendOneway('c')
  stacked(): Promise<Order> {
    return Promise.resolve({ id: 'a' });
  }
}

export class Refused {
  // @ts-expect-error a sync method under @SendSync
  @SendSync('t')
  syncMethod(): Order {
    return { id: 'a' };
  }

  // @ts-expect-error a forgotten return
  @SendSync('t')
  async promisedNothing(): Promise<void> {
    await Promise.resolve();
  }

  // @ts-expect-error a forgotten return
  @SendAsync('t')
  nothing(): void {
    this.log();
  }

  // @ts-expect-error a forgotten return
  @SendOneway('t')
  onewayNothing(): void {
    this.log();
  }

  // @ts-expect-error a return that is forgotten on one path
  @SendAsync('t')
  sometimesNothing(id: string): Order | void {
    if (id !== '') return { id };
  }

  // @ts-expect-error never anything to publish
  @SendAsync('t')
  alwaysUndefined(): undefined {
    this.log();
  }

  // @ts-expect-error an Observable is not one message
  @SendSync('t')
  observable(): Observable<Order> {
    return of({ id: 'a' });
  }

  // @ts-expect-error an Observable is not one message
  @SendAsync('t')
  asyncObservable(): Observable<Order> {
    return of({ id: 'a' });
  }

  // @ts-expect-error nor is the promise of one
  @SendSync('t')
  promisedObservable(): Promise<Observable<Order>> {
    return Promise.resolve(of({ id: 'a' }));
  }

  // @ts-expect-error an AsyncIterable is not one message
  @SendOneway('t')
  async *generator(): AsyncGenerator<Order> {
    yield await Promise.resolve({ id: 'a' });
  }

  // @ts-expect-error a BigInt
  @SendSync('t')
  bigint(): Promise<bigint> {
    return Promise.resolve(1n);
  }

  // @ts-expect-error a symbol
  @SendAsync('t')
  symbol(): symbol {
    return Symbol('x');
  }

  // @ts-expect-error a function
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
