/**
 * Types of ProducerService and of the module's options. Each refused use has a twin.
 */
import type { CanActivate, NestInterceptor } from '@nestjs/common';
import {
  type MessageQueue,
  type ProducerService,
  RocketMQModule,
  type SendCallback,
  type SendExecutionContext,
  type SendMode,
  type SendResult,
} from 'nestjs-rocketmq';

declare const producer: ProducerService;
declare const guard: new () => CanActivate;
declare const interceptor: new () => NestInterceptor;
declare const callback: SendCallback;

const base = { nameServers: ['127.0.0.1:9876'], producer: { group: 'orders' } };

export async function accepted(context: SendExecutionContext): Promise<(string | undefined)[]> {
  // twin of key.8, option.6
  const outcome = await producer.send('t', { id: 1 }, { tags: 'a', keys: ['a', 'b'], properties: { a: 'b' }, flag: 1 });
  const messageId: string | undefined = outcome.msgId;
  if (outcome.sendStatus === 'SUPPRESSED') return [outcome.topic];
  const result: SendResult = outcome;
  producer.sendAsync('t', 'text', callback, { waitStoreMsgOk: false });
  // twin of payload.14
  producer.sendAsync('t', 5);
  // twin of payload.12, payload.13
  await producer.send('t', '');
  // twin of key.10
  await producer.send('t', { id: 'a' }, { keys: 'a' });
  // twin of key.9
  await producer.send('t', 'x', { shardingKey: 'a', signal: AbortSignal.timeout(5), deliverAt: new Date() });
  await producer.send('t', 'x', { selector: ([first]) => first as MessageQueue });
  await producer.sendOneway('t', Uint8Array.of(1), { timeoutMs: 5 });
  context.getMessage().properties['trace'] = 'abc';
  // twin of option.8
  RocketMQModule.forRoot({ ...base, guards: [guard], interceptors: [interceptor], startup: 'eager', isGlobal: false });
  // twin of option.7
  RocketMQModule.forRoot({ ...base, nameServers: ['127.0.0.1:9876'] });
  RocketMQModule.forRootAsync({ useFactory: () => base });
  const mode: SendMode = context.getMode();
  return [messageId, result.msgId, context.getTopic(), mode];
}

export async function refused(context: SendExecutionContext): Promise<void> {
  // @ts-expect-error payload.12: nothing to send
  await producer.send('t', undefined);
  // @ts-expect-error payload.13: nothing to send
  await producer.send('t', null);
  // @ts-expect-error payload.14: a BigInt
  await producer.send('t', 5n);
  // @ts-expect-error option.6: an option of the decorators
  await producer.send('t', 'x', { onEmpty: 'skip' });
  // @ts-expect-error key.8: keys are texts
  await producer.send('t', 'x', { keys: [1] });
  // @ts-expect-error key.9: a sharding key that is no text
  await producer.send('t', 'x', { shardingKey: 5 });
  // @ts-expect-error key.10: values only: the payload is at hand
  await producer.send('t', { id: 'a' }, { keys: (order: { id: string }) => order.id });
  // @ts-expect-error a function is no callback
  producer.sendAsync('t', 'x', (error: unknown) => error);
  // @ts-expect-error a suppressed send is no SendResult
  const result: SendResult = await producer.send('t', 'x');
  // @ts-expect-error a one-way send has no result
  const { msgId } = await producer.sendOneway('t', 'x');
  // @ts-expect-error topic and payload are decided
  context.getMessage().topic = 'other';
  // @ts-expect-error no producer group
  RocketMQModule.forRoot({ nameServers: base.nameServers });
  // @ts-expect-error an unknown startup
  RocketMQModule.forRoot({ ...base, startup: 'soon' });
  // @ts-expect-error an instance instead of a class
  RocketMQModule.forRoot({ ...base, guards: [{ canActivate: () => true }] });
  // @ts-expect-error option.7: Nest's logger takes the lines
  RocketMQModule.forRoot({ ...base, logger: console });
  // @ts-expect-error option.8: a misspelt option
  RocketMQModule.forRoot({ ...base, nameserver: 'x' });
  void [result, msgId];
}
