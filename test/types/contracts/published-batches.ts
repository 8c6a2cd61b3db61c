/**
 * Batches: methods of @SendBatch return a Promise of an array, its options know the elements. Each refused use has a twin.
 */
import { type Observable, of } from 'rxjs';
import {
  defineTopic,
  type MessageToSend,
  outbound,
  type OutboundMessage,
  type ProducerService,
  SendBatch,
  type SendExecutionContext,
  type SendOutcome,
  SendSync,
} from 'nestjs-rocketmq';

interface Line {
  readonly sku: string;
  readonly count: number;
}

declare const producer: ProducerService;

const line: Line = { sku: 'tea', count: 1 };
const lines = defineTopic<Line>('lines', { keys: ({ sku }) => sku });
const texts = defineTopic<string>('texts');

export class Accepted {
  // twin of batch.1, batch.12, batch.13, batch.14, batch.15
  @SendBatch('t', {
    tags: 'web',
    keys: (one) => one.sku,
    properties: (one, order, isGift) => ({ order: order.trim(), gift: String(isGift), count: one.count.toFixed() }),
    shardingKey: (_one, order) => order,
    flag: (one) => one.count,
    when: (one) => one.count > 0,
    onEmpty: 'error',
    requireStatus: 'SEND_OK',
    onSuccess: (outcome, one, order) => `${outcome.sendStatus} ${one.sku} ${order.trim()}`,
  })
  all(order: string, isGift: boolean): Promise<Line[]> {
    return Promise.resolve(isGift ? [] : [{ ...line, sku: order }]);
  }

  // twin of batch.2, batch.3, batch.4, batch.5, batch.7, batch.8
  @SendBatch('t')
  async later(): Promise<readonly Line[] | undefined> {
    return Promise.resolve([line]);
  }

  // twin of batch.6, batch.9
  @SendBatch('t', { keys: (one) => one.sku })
  orNull(): Promise<readonly (Line | null)[] | null> {
    return Promise.resolve(null);
  }

  // twin of batch.10
  @SendBatch('t', { keys: (one) => (typeof one === 'string' ? one : one[0].sku) })
  tuple(): Promise<[string, [Line]]> {
    return Promise.resolve(['a', [line]]);
  }

  // twin of batch.11
  @SendBatch('t', { keys: (one) => one.sku })
  outbound(): Promise<(Line | OutboundMessage<Line>)[]> {
    return Promise.resolve([line, outbound(line, { keys: 'own' })]);
  }

  @SendBatch('t')
  generic<T extends Line>(list: readonly T[]): Promise<readonly T[]> {
    return Promise.resolve(list);
  }

  // twin of batch.16, batch.17
  @SendBatch(lines, { keys: (one, note) => `${one.sku}${note}` })
  typed(note: string): Promise<(Line & { readonly note: string })[]> {
    return Promise.resolve([{ ...line, note }]);
  }

  // twin of batch.18
  @SendBatch(texts, { body: (one, suffix) => one.sku + suffix })
  bodies(suffix: string): Promise<Line[]> {
    return Promise.resolve([{ ...line, sku: suffix }]);
  }

  @SendBatch(lines)
  @SendSync('order')
  stacked(): Promise<Line[]> {
    return Promise.resolve([line]);
  }
}

export async function accepted(context: SendExecutionContext): Promise<unknown> {
  // twin of batch.19, batch.20, batch.25
  const outcomes: readonly SendOutcome[] = await producer.sendBatch('t', [line, 'text', 5, outbound(line)]);
  // twin of batch.21, batch.22
  await producer.sendBatch(lines, [line, outbound(line, { tags: 'own' })], { tags: 'all', shardingKey: 'a' });
  // twin of batch.23, batch.24
  await producer.sendBatch(lines, [] as const, { timeoutMs: 5, signal: AbortSignal.timeout(5) });
  // twin of batch.26
  const messages: readonly MessageToSend[] = context.getMessages();
  for (const message of messages) message.properties['trace'] = 'abc';
  return outcomes.map((outcome) => outcome.msgId);
}

export class Refused {
  // @ts-expect-error batch.1: nobody can be made to wait by a plain array
  @SendBatch('t')
  sync(): Line[] {
    return [line];
  }

  // @ts-expect-error batch.2: no array
  @SendBatch('t')
  single(): Promise<Line> {
    return Promise.resolve(line);
  }

  // @ts-expect-error batch.3: a text is no array
  @SendBatch('t')
  text(): Promise<string> {
    return Promise.resolve('tea');
  }

  // @ts-expect-error batch.4: nor are bytes
  @SendBatch('t')
  bytes(): Promise<Uint8Array> {
    return Promise.resolve(Uint8Array.of(1));
  }

  // @ts-expect-error batch.5: nor is a Set
  @SendBatch('t')
  set(): Promise<Set<Line>> {
    return Promise.resolve(new Set([line]));
  }

  // @ts-expect-error batch.6: one of two results is no array
  @SendBatch('t')
  either(): Promise<Line[] | Line> {
    return Promise.resolve(line);
  }

  // @ts-expect-error batch.7: a stream is published by @SendSync
  @SendBatch('t')
  stream(): Observable<Line[]> {
    return of([line]);
  }

  // @ts-expect-error batch.8: a forgotten return
  @SendBatch('t')
  async nothing(): Promise<void> {
    await Promise.resolve();
  }

  // @ts-expect-error batch.9: elements of nothing
  @SendBatch('t')
  nothings(): Promise<undefined[]> {
    return Promise.resolve([undefined]);
  }

  // @ts-expect-error batch.10: BigInts
  @SendBatch('t')
  bigints(): Promise<bigint[]> {
    return Promise.resolve([1n]);
  }

  // @ts-expect-error batch.11: facts go with each element
  @SendBatch('t')
  outbound(): Promise<OutboundMessage<Line[]>> {
    return Promise.resolve(outbound([line]));
  }

  // @ts-expect-error batch.12: a field that the element does not have
  @SendBatch('t', { keys: (one) => String(one.length) })
  wholeArray(): Promise<Line[]> {
    return Promise.resolve([line]);
  }

  // @ts-expect-error batch.13: a key that is no text
  @SendBatch('t', { keys: (one) => one.count })
  badKey(): Promise<Line[]> {
    return Promise.resolve([line]);
  }

  // @ts-expect-error batch.14: brokers would deliver a batch at once
  @SendBatch('t', { delayLevel: 3 })
  delayed(): Promise<Line[]> {
    return Promise.resolve([line]);
  }

  // @ts-expect-error batch.15: the caller gets the error
  @SendBatch('t', { onException: () => {} })
  unheard(): Promise<Line[]> {
    return Promise.resolve([line]);
  }

  // @ts-expect-error batch.16: elements of another type than the topic's
  @SendBatch(lines)
  otherElements(): Promise<string[]> {
    return Promise.resolve(['tea']);
  }

  // @ts-expect-error batch.17: the topic's type is that of an element
  @SendBatch(defineTopic<Line[]>('t'))
  topicOfArrays(): Promise<Line[]> {
    return Promise.resolve([line]);
  }

  // @ts-expect-error batch.18: a body of another type
  @SendBatch(texts, { body: (one) => one.count })
  body(): Promise<Line[]> {
    return Promise.resolve([line]);
  }
}

export async function refused(context: SendExecutionContext): Promise<void> {
  // @ts-expect-error batch.19: no list
  await producer.sendBatch('t', line);
  // @ts-expect-error batch.20: nothing among the payloads
  await producer.sendBatch('t', [line, undefined]);
  // @ts-expect-error batch.21: another payload
  await producer.sendBatch(lines, [line, { sku: 'tea' }]);
  // @ts-expect-error batch.22: an outbound message with another payload
  await producer.sendBatch(lines, [line, outbound('tea')]);
  // @ts-expect-error batch.23: one id for several messages
  await producer.sendBatch('t', [line], { messageId: 'A' });
  // @ts-expect-error batch.24: brokers would deliver a batch at once
  await producer.sendBatch('t', [line], { deliverAfterMs: 5000 });
  // @ts-expect-error batch.25: an outcome for each message
  const outcome: SendOutcome = await producer.sendBatch('t', [line]);
  // @ts-expect-error batch.26: which messages there are is decided
  context.getMessages()[0] = context.getMessage();
  void outcome;
}
