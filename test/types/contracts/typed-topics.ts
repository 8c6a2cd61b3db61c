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
const bySchema = defineTopic('orders', { schema, keys: ({ id }) => id, shardingKey: (created) => created.id });
const byType = defineTopic<Order>('orders', { tags: 'web', keys: (created) => [created.id] });
const texts = defineTopic<string>('texts');

export class Accepted {
  @SendSync(bySchema, { keys: (created) => created.id })
  create(): Promise<Order> {
    return Promise.resolve(order);
  }

  @SendSync(byType, { keys: (created, note) => `${created.note}${note}` })
  subtype(note: string): Promise<Order & { readonly note: string }> {
    return Promise.resolve({ ...order, note });
  }

  @SendSync(byType)
  maybe(): Promise<Order | undefined> {
    return Promise.resolve(order);
  }

  @SendAsync(byType)
  elements(): Observable<Order> {
    return of(order);
  }

  @SendOneway(byType)
  outbound(): OutboundMessage<Order> {
    return outbound(order, { keys: 'a' });
  }

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
  await producer.send(bySchema, { id: 'a', total: 1 });
  await producer.send(byType, outbound(order, { tags: 'x' }), { keys: 'a' });
  producer.sendAsync(byType, order);
  await producer.sendOneway(texts, 'text');
  await producer.send('orders', { anything: true });
}

export class Refused {
  // @ts-expect-error another payload
  @SendSync(bySchema)
  other(): Promise<{ readonly id: string }> {
    return Promise.resolve(order);
  }

  // @ts-expect-error another payload
  @SendAsync(byType)
  text(): string {
    return 'x';
  }

  // @ts-expect-error a stream of other payloads
  @SendSync(byType)
  elements(): Observable<string> {
    return of('x');
  }

  // @ts-expect-error an outbound message with another payload
  @SendOneway(byType)
  outbound(): OutboundMessage<string> {
    return outbound('x');
  }

  // @ts-expect-error one of two payloads is another
  @SendSync(byType)
  either(): Promise<Order | string> {
    return Promise.resolve('x');
  }

  // @ts-expect-error a body of another type
  @SendSync(texts, { body: (created) => created.total })
  body(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error a body of another type, though the result would fit
  @SendSync(byType, { body: () => 'x' })
  bodyInsteadOfResult(): Promise<Order> {
    return Promise.resolve(order);
  }

  // @ts-expect-error a sync method under @SendSync
  @SendSync(byType)
  sync(): Order {
    return order;
  }

  // @ts-expect-error a topic of defineTopic() is more than a name
  @SendSync({ name: 'orders' })
  noTopic(): Promise<Order> {
    return Promise.resolve(order);
  }
}

export async function refused(): Promise<unknown[]> {
  // @ts-expect-error another payload
  await producer.send(bySchema, { id: 'a' });
  // @ts-expect-error an outbound message with another payload
  await producer.send(byType, outbound({ id: 'a' }));
  // @ts-expect-error another payload
  producer.sendAsync(texts, order);
  // @ts-expect-error another payload
  await producer.sendOneway(texts, 5);
  return [
    // @ts-expect-error a field that the payload does not have
    defineTopic('orders', { schema, keys: (created) => String(created.number) }),
    // @ts-expect-error a key that is no text
    defineTopic<Order>('orders', { keys: (created) => created.total }),
    // @ts-expect-error a schema of another payload
    defineTopic<string>('orders', { schema }),
    // @ts-expect-error no Standard Schema
    defineTopic('orders', { schema: { parse: () => order } }),
    // @ts-expect-error no name
    defineTopic<Order>(),
  ];
}
