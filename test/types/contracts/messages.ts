/**
 * Types of messages: when one is delivered is said in at most one way. Each refused use has a twin.
 */
import type { DelayLevel, Message, Producer, ProducerService, SendMessageContext } from 'nestjs-rocketmq';

declare const producer: Producer;
declare const service: ProducerService;
declare const context: SendMessageContext;

const base = { topic: 't', body: Uint8Array.of(1) };

export async function accepted(level: DelayLevel): Promise<string> {
  await producer.send(base);
  await producer.send({ ...base, delayLevel: 1, buyerId: 'b' });
  await producer.send({ ...base, delayLevel: level });
  await producer.send({ ...base, deliverAfterMs: 5000 });
  await producer.send({ ...base, deliverAt: new Date(), delayLevel: undefined });
  await service.send('t', 'x', { deliverAfterMs: 5000, buyerId: 'b' });
  await service.recall('t', 'handle');
  const { messageType } = context;
  const type: 'NORMAL' | 'DELAY' | 'TRANSACTION' = messageType;
  const message: Message = { ...base, delayLevel: 18 };
  return producer.recall(message.topic, type, { timeoutMs: 100 });
}

export async function refused(): Promise<void> {
  // @ts-expect-error a level and a delay
  await producer.send({ ...base, delayLevel: 1, deliverAfterMs: 5000 });
  // @ts-expect-error a level and a time
  await producer.send({ ...base, delayLevel: 1, deliverAt: new Date() });
  // @ts-expect-error a delay and a time
  await producer.send({ ...base, deliverAfterMs: 5000, deliverAt: new Date() });
  // @ts-expect-error no such level
  await producer.send({ ...base, delayLevel: 19 });
  // @ts-expect-error no such level
  await producer.send({ ...base, delayLevel: 0 });
  // @ts-expect-error a time in milliseconds is no Date
  await producer.send({ ...base, deliverAt: 1_700_000_000_000 });
  // @ts-expect-error a level and a delay
  await service.send('t', 'x', { delayLevel: 1, deliverAfterMs: 5000 });
  // @ts-expect-error hooks only look
  context.messageType = 'DELAY';
}
