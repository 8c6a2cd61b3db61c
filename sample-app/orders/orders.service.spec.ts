/**
 * A test of single services, without RocketMQModule: recorders take the place of both connections, and nothing is dialled.
 */
import { describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { getRecordingProducerToken, provideRecordingProducer, RecordingProducer } from 'nestjs-rocketmq/testing';
import { AuditOutcomes } from '../audit/audit-outcomes.service.js';
import { AuditService } from '../audit/audit.service.js';
import { shopAudit } from '../audit/audit-topics.js';
import { FraudCase } from './fraud/fraud-case.js';
import { FraudGuard } from './fraud/fraud.guard.js';
import { FraudScoreInterceptor } from './fraud/fraud-score.interceptor.js';
import { OrderBook } from './order-book.service.js';
import { orderCancelled, orderCreated } from './order-topics.js';
import { OrdersService } from './orders.service.js';

interface OrdersUnderTest {
  readonly orders: OrdersService;
  readonly book: OrderBook;
  readonly recorder: RecordingProducer;
  readonly auditRecorder: RecordingProducer;
}

async function ordersUnderTest(): Promise<OrdersUnderTest> {
  const module: TestingModule = await Test.createTestingModule({
    providers: [
      OrdersService,
      OrderBook,
      AuditService,
      AuditOutcomes,
      FraudCase,
      FraudGuard,
      FraudScoreInterceptor,
      ...provideRecordingProducer(),
      ...provideRecordingProducer({ connection: 'audit' }),
    ],
  }).compile();
  return {
    orders: module.get(OrdersService),
    book: module.get(OrderBook),
    recorder: module.get(RecordingProducer),
    auditRecorder: module.get(getRecordingProducerToken('audit')),
  };
}

describe('placing an order', () => {
  it('publishes it, enters it in the book and tells the auditors', async () => {
    const { orders, book, recorder, auditRecorder } = await ordersUnderTest();

    const order = await orders.place({ item: 'tea', quantity: 20 });

    expect(recorder.sent(orderCreated)).toMatchObject([
      { payload: order, tags: 'web', keys: order.id, properties: { item: 'tea', 'fraud-score': '2' } },
    ]);
    expect(book.find(order.id)).toBe(order);
    const [entry] = await auditRecorder.waitFor(shopAudit, 1);
    expect(entry?.text).toMatch(new RegExp(`order placed: ${order.id}$`));
  });

  it('enters nothing in the book when the message cannot be sent', async () => {
    const { orders, book, recorder, auditRecorder } = await ordersUnderTest();
    recorder.failNext(new Error('the brokers are away'), { topic: orderCreated.name });

    await expect(orders.place({ item: 'tea', quantity: 1 })).rejects.toThrow('the brokers are away');

    expect([...book.all()]).toHaveLength(1);
    expect(auditRecorder.sent()).toEqual([]);
  });

  it('is refused above 500 pieces, and nothing is sent', async () => {
    const { orders, recorder } = await ordersUnderTest();

    await expect(orders.place({ item: 'tea', quantity: 501 })).rejects.toMatchObject({ code: 'SEND_FORBIDDEN' });

    expect(recorder.sent()).toEqual([]);
  });
});

describe('cancelling an order', () => {
  it('publishes its id only, and a second time is refused', async () => {
    const { orders, recorder } = await ordersUnderTest();

    await orders.cancel('order-1');
    await expect(orders.cancel('order-1')).rejects.toThrow('order-1 is cancelled already');

    expect(recorder.sent(orderCancelled)).toMatchObject([{ keys: 'order-1', json: { id: 'order-1' } }]);
  });
});
