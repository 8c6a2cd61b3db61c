/**
 * What options of publish decorators know: the result and the arguments of their method. Each refused use has a twin.
 */
import { SendAsync, SendOneway, SendSync } from 'nestjs-rocketmq';

interface Order {
  readonly id: string;
  readonly total: number;
}

const order: Order = { id: 'a', total: 1 };

export class Accepted {
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

  @SendSync('t', { keys: (found) => found.id })
  find(): Promise<Order | undefined> {
    return Promise.resolve(order);
  }

  @SendAsync('t', { keys: (view) => [view.id], onException: (error) => error.message })
  view(): Order {
    return order;
  }

  @SendOneway('t', { keys: ['a', 'b'], tags: (view) => (view.total > 1 ? 'big' : undefined) })
  click(): Order {
    return order;
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

  // @ts-expect-error a field that the result does not have
  @SendSync('t', { keys: (created) => String(created.number) })
  wrongField(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error a key that is no text
  @SendSync('t', { keys: (created) => created.total })
  numericKey(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error a key that is no text
  @SendSync('t', { keys: 5 })
  numericKeyValue(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error an argument of another type
  @SendSync('t', { keys: (created, count: number) => created.id + count.toFixed() })
  wrongArgument(name: string): Promise<Order> {
    return Promise.resolve({ ...order, id: name });
  }

  // @ts-expect-error an argument that the method does not have
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

  // @ts-expect-error a misspelt option
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

  // @ts-expect-error the caller of @SendSync gets the error
  @SendSync('t', { onException: () => {} })
  syncException(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error a one-way send has no status
  @SendOneway('t', { requireStatus: 'SEND_OK' })
  onewayStatus(): Order {
    return order;
  }
}
