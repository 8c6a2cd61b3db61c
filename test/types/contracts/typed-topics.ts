/**
 * Typed topics: payloads, facts and bodies are those of the topic. Each refused use has a twin.
 */
import { type Observable, of } from 'rxjs';
import {
  defineTopic,
  outbound,
  type OutboundMessage,
  type ProducerService,
  SendAsync,
  SendOneway,
  SendSync,
  type StandardSchema,
} from 'nestjs-rocketmq';

interface Order {
  readonly id: string;
  readonly total: number;
}

declare const schema: StandardSchema<Order, { readonly id: string }>;
declare const producer: ProducerService;

const order: Order = { id: 'a', total: 1 };
// twin of topic.13, topic.15, topic.16
const bySchema = defineTopic('orders', { schema, keys: ({ id }) => id, shardingKey: (created) => created.id });
// twin of topic.14
const byType = defineTopic<Order>('orders', { tags: 'web', keys: (created) => [created.id] });
// twin of topic.17
const texts = defineTopic<string>('texts');

export class Accepted {
  // twin of topic.1, topic.8
  @SendSync(bySchema, { keys: (created) => created.id })
  create(): Promise<Order> {
    return Promise.resolve(order);
  }

  @SendSync(byType, { keys: (created, note) => `${created.note}${note}` })
  subtype(note: string): Promise<Order & { readonly note: string }> {
    return Promise.resolve({ ...order, note });
  }

  // twin of topic.5, sync.6
  @SendSync(byType)
  maybe(): Promise<Order | undefined> {
    return Promise.resolve(order);
  }

  // twin of topic.2
  @SendAsync(byType)
  plain(): Order {
    return order;
  }

  // twin of topic.3
  @SendSync(byType)
  elements(): Observable<Order> {
    return of(order);
  }

  @SendAsync(byType)
  elementsAtOnce(): Observable<Order> {
    return of(order);
  }

  // twin of topic.4
  @SendOneway(byType)
  outbound(): OutboundMessage<Order> {
    return outbound(order, { keys: 'a' });
  }

  // twin of topic.7
  @SendSync(byType, { body: () => order })
  bodyInsteadOfResult(): Promise<string> {
    return Promise.resolve('x');
  }

  // twin of topic.6
  @SendSync(texts, { body: (created, suffix) => created.id + suffix })
  text(suffix: string): Promise<Order> {
    return Promise.resolve({ ...order, id: suffix });
  }

  @SendAsync(texts, { body: 'fixed' })
  fixedText(): Order {
    return order;
  }
}

export async function accepted(): Promise<void> {
  // twin of topic.9
  await producer.send(bySchema, { id: 'a', total: 1 });
  // twin of topic.10
  await producer.send(byType, outbound(order, { tags: 'x' }), { keys: 'a' });
  producer.sendAsync(byType, order);
  // twin of topic.11
  producer.sendAsync(texts, 'text');
  // twin of topic.12
  await producer.sendOneway(texts, 'text');
  await producer.send('orders', { anything: true });
}

export class Refused {
  // @ts-expect-error topic.1: another payload
  @SendSync(bySchema)
  other(): Promise<{ readonly id: string }> {
    return Promise.resolve(order);
  }

  // @ts-expect-error topic.2: another payload
  @SendAsync(byType)
  text(): string {
    return 'x';
  }

  // @ts-expect-error topic.3: a stream of other payloads
  @SendSync(byType)
  elements(): Observable<string> {
    return of('x');
  }

  // @ts-expect-error topic.4: an outbound message with another payload
  @SendOneway(byType)
  outbound(): OutboundMessage<string> {
    return outbound('x');
  }

  // @ts-expect-error topic.5: one of two payloads is another
  @SendSync(byType)
  either(): Promise<Order | string> {
    return Promise.resolve('x');
  }

  // @ts-expect-error topic.6: a body of another type
  @SendSync(texts, { body: (created) => created.total })
  body(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error topic.7: a body of another type, though the result would fit
  @SendSync(byType, { body: () => 'x' })
  bodyInsteadOfResult(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error sync.6: a sync method under @SendSync
  @SendSync(byType)
  sync(): Order {
    return order;
  }

  // @ts-expect-error topic.8: a topic of defineTopic() is more than a name
  @SendSync({ name: 'orders' })
  noTopic(): Promise<Order> {
    return Promise.resolve(order);
  }
}

export async function refused(): Promise<unknown[]> {
  // @ts-expect-error topic.9: another payload
  await producer.send(bySchema, { id: 'a' });
  // @ts-expect-error topic.10: an outbound message with another payload
  await producer.send(byType, outbound({ id: 'a' }));
  // @ts-expect-error topic.11: another payload
  producer.sendAsync(texts, order);
  // @ts-expect-error topic.12: another payload
  await producer.sendOneway(texts, 5);
  return [
    // @ts-expect-error topic.13: a field that the payload does not have
    defineTopic('orders', { schema, keys: (created) => String(created.number) }),
    // @ts-expect-error topic.14: a key that is no text
    defineTopic<Order>('orders', { keys: (created) => created.total }),
    // @ts-expect-error topic.15: a schema of another payload
    defineTopic<string>('orders', { schema }),
    // @ts-expect-error topic.16: no Standard Schema
    defineTopic('orders', { schema: { parse: () => order } }),
    // @ts-expect-error topic.17: no name
    defineTopic<Order>(),
  ];
}
