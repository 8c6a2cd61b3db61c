/**
 * What options of publish decorators know: the result and the arguments of their method. Each refused use has a twin.
 */
import { SendAsync, SendOneway, type SendOutcome, SendSync } from 'nestjs-rocketmq';

interface Order {
  readonly id: string;
  readonly total: number;
}

const order: Order = { id: 'a', total: 1 };

class Audit {
  onSuccess(outcome: SendOutcome): void {
    void outcome;
  }

  onException(error: Error): void {
    void error;
  }
}

export class Accepted {
  // twin of option.5
  @SendSync('t', {
    tags: 'web',
    keys: (created) => created.id,
    properties: (created, input, isVip) => ({ name: input.name, vip: String(isVip), total: created.total.toFixed(2) }),
    flag: 1,
    timeoutMs: 100,
    onEmpty: 'error',
    requireStatus: 'SEND_OK',
  })
  create(input: { name: string }, isVip: boolean): Promise<Order> {
    return Promise.resolve({ ...order, id: input.name + String(isVip) });
  }

  // twin of key.4, option.1
  @SendSync('t', { keys: 'a' })
  byValue(): Promise<Order> {
    return Promise.resolve(order);
  }

  // twin of key.5, key.6
  @SendSync('t', { keys: (created, name) => created.id + name.trim() })
  byArgument(name: string): Promise<Order> {
    return Promise.resolve({ ...order, id: name });
  }

  // twin of key.2, key.3
  @SendSync('t', { keys: (found) => found.id })
  find(): Promise<Order | undefined> {
    return Promise.resolve(order);
  }

  // twin of option.2
  @SendAsync('t', { keys: (view) => [view.id], onException: (error) => error.message })
  view(): Order {
    return order;
  }

  @SendOneway('t', { keys: ['a', 'b'], tags: (view) => (view.total > 1 ? 'big' : undefined) })
  click(): Order {
    return order;
  }

  // twin of key.7
  @SendSync('t', { shardingKey: (created) => created.id, delayLevel: 3, flag: (created) => created.total })
  sharded(): Promise<Order> {
    return Promise.resolve(order);
  }

  @SendAsync('t', {
    deliverAfterMs: (created, delayMs) => created.total * delayMs,
    when: (created) => created.total > 1,
  })
  later(delayMs: number): Order {
    return { ...order, total: delayMs };
  }

  // twin of payload.11
  @SendOneway('t', { deliverAt: (_created, due) => due, body: (created) => ({ id: created.id }), when: true })
  due(due: Date): Order {
    return { ...order, total: due.getTime() };
  }

  // twin of option.4
  @SendSync('t', { onSuccess: (outcome, created, name) => `${outcome.msgId} ${created.id} ${name.trim()}` })
  told(name: string): Promise<Order> {
    return Promise.resolve({ ...order, id: name });
  }

  @SendAsync('t', { onException: (error, created, name) => `${error.message} ${created.id} ${name.trim()}` })
  failed(name: string): Order {
    return { ...order, id: name };
  }

  // twin of option.3
  @SendAsync('t', { callback: Audit, keys: (created) => created.id })
  audited(): Order {
    return order;
  }

  @SendAsync('t', { callback: { onSuccess: () => {}, onException: (error) => error.message } })
  auditedByObject(): Order {
    return order;
  }

  @SendSync('t', { body: { kind: 'fixed' } })
  fixed(): Promise<Order> {
    return Promise.resolve(order);
  }

  @SendSync('t', { keys: (text) => text.trim() })
  text(): Promise<string> {
    return Promise.resolve('x');
  }
}

export class Refused {
  // @ts-expect-error no topic
  @SendSync()
  noTopic(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error a topic that is no text
  @SendSync(5)
  numericTopic(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error key.2: a field that the result does not have
  @SendSync('t', { keys: (created) => String(created.number) })
  wrongField(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error key.3: a key that is no text
  @SendSync('t', { keys: (created) => created.total })
  numericKey(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error key.4: a key that is no text
  @SendSync('t', { keys: 5 })
  numericKeyValue(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error key.5: an argument of another type
  @SendSync('t', { keys: (created, count: number) => created.id + count.toFixed() })
  wrongArgument(name: string): Promise<Order> {
    return Promise.resolve({ ...order, id: name });
  }

  // @ts-expect-error key.6: an argument that the method does not have
  @SendSync('t', { keys: (_created, _first, second) => second })
  missingArgument(name: string): Promise<Order> {
    return Promise.resolve({ ...order, id: name });
  }

  // @ts-expect-error several tags
  @SendSync('t', { tags: ['a', 'b'] })
  tagList(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error a property that is no text
  @SendSync('t', { properties: (created) => ({ total: created.total }) })
  numericProperty(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error option.1: a misspelt option
  @SendSync('t', { key: 'a' })
  misspelt(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error an unknown choice
  @SendSync('t', { onEmpty: 'ignore' })
  wrongChoice(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error a status that cannot be required
  @SendSync('t', { requireStatus: 'FLUSH_DISK_TIMEOUT' })
  wrongStatus(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error option.2: the caller of @SendSync gets the error
  @SendSync('t', { onException: () => {} })
  syncException(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error a level and a delay
  @SendSync('t', { delayLevel: 1, deliverAfterMs: 5000 })
  levelAndDelay(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error a delay and a time, one of them a function
  @SendAsync('t', { deliverAfterMs: () => 5000, deliverAt: new Date() })
  delayAndTime(): Order {
    return order;
  }

  // @ts-expect-error no such level
  @SendSync('t', { delayLevel: (created) => created.total })
  anyLevel(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error a time in milliseconds is no Date
  @SendOneway('t', { deliverAt: () => 5 })
  timeInMs(): Order {
    return order;
  }

  // @ts-expect-error key.7: a sharding key that is no text
  @SendSync('t', { shardingKey: (created) => created.total })
  numericShardingKey(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error a condition that is no boolean
  @SendSync('t', { when: 'always' })
  wrongCondition(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error payload.11: a body that cannot be sent
  @SendSync('t', { body: () => undefined })
  noBody(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error a callback and onException
  @SendAsync('t', { callback: Audit, onException: () => {} })
  callbackTwice(): Order {
    return order;
  }

  // @ts-expect-error a class that is no callback
  @SendAsync('t', { callback: Date })
  noCallback(): Order {
    return order;
  }

  // @ts-expect-error option.3: only @SendAsync has callbacks
  @SendSync('t', { callback: Audit })
  syncCallback(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error option.4: nothing is known of a one-way send
  @SendOneway('t', { onSuccess: () => {} })
  onewaySuccess(): Order {
    return order;
  }

  // @ts-expect-error option.5: a one-way send has no status
  @SendOneway('t', { requireStatus: 'SEND_OK' })
  onewayStatus(): Order {
    return order;
  }
}
