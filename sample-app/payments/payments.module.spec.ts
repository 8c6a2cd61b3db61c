/**
 * A test of one module of the shop with the real RocketMQModule, on brokers in this process: frames, retries, timers and all.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { getTestBrokerToken, RocketMQTestBroker, RocketMQTestingModule, watchForLeaks } from 'nestjs-rocketmq/testing';
import { shopAudit } from '../audit/audit-topics.js';
import { ConfigModule } from '../config/config.module.js';
import { orderPaid, paymentReminder } from './payment-topics.js';
import { PaymentsModule } from './payments.module.js';
import { PaymentsService } from './payments.service.js';
import { RemindersService } from './reminders.service.js';

const SYSTEM_BUSY = 2;
/** Stored, but the broker could not flush it to its disk in time. */
const NOT_FLUSHED = {
  kind: 'answer',
  code: 10,
  extFields: { msgId: '7F0000010000A28B0000000000000000', queueId: '0', queueOffset: '0' },
} as const;

const ADDRESS_OF_NOBODY = { nameServers: '127.0.0.1:9', isEmbedded: true, close: async () => {} };

const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** Each connection of the module has a cluster of its own. */
async function startPayments(version: '5.5.0' | '4.9.7' = '5.5.0') {
  const watch = watchForLeaks();
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.on(ADDRESS_OF_NOBODY),
      RocketMQTestingModule.forRoot({ cluster: { version, brokers: 2 } }),
      RocketMQTestingModule.forRoot({ name: 'audit' }),
      PaymentsModule,
    ],
  }).compile();
  const app = await module.init();
  endings.push(async () => {
    await app.close();
    await watch.assertNoLeaks();
  });
  return {
    payments: app.get(PaymentsService),
    reminders: app.get(RemindersService),
    broker: app.get(RocketMQTestBroker),
    auditBroker: app.get<RocketMQTestBroker>(getTestBrokerToken('audit')),
  };
}

describe('a payment', () => {
  it('that a busy broker refuses goes to another one, and says so', async () => {
    const { payments, broker, auditBroker } = await startPayments();
    broker.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: SYSTEM_BUSY } });

    const payment = await payments.pay('order-1', 'ada');

    const [message] = broker.received(orderPaid);
    expect(message?.json).toEqual(payment);
    expect(message?.properties).toMatchObject({
      BUYER_ID: 'ada',
      attempt: expect.stringMatching(/^2 to broker-[ab]$/),
    });
    expect(await auditBroker.waitFor(shopAudit, 1)).toMatchObject([
      { text: expect.stringMatching(/order paid: order-1$/) },
    ]);
  });

  it('that is stored, but not flushed, leaves the order open', async () => {
    const { payments, broker, auditBroker } = await startPayments();
    broker.fault({ on: 'SEND_MESSAGE_V2', action: NOT_FLUSHED });

    await expect(payments.pay('order-1', 'ada')).rejects.toMatchObject({ code: 'SEND_STATUS_NOT_OK' });

    await expect(payments.pay('order-1', 'ada')).resolves.toMatchObject({ orderId: 'order-1' });
    expect(await auditBroker.waitFor(shopAudit, 1)).toHaveLength(1);
  });
});

describe('a reminder', () => {
  it('that is taken back never comes', async () => {
    const { reminders, broker } = await startPayments();

    expect(await reminders.remind('order-1', 60_000)).toEqual({ orderId: 'order-1', canBeTakenBack: true });
    expect(await reminders.takeBack('order-1')).toEqual({ takenBack: expect.any(String) });

    await expect(reminders.takeBack('order-1')).rejects.toThrow('there is no reminder for order-1');
    expect(broker.received(paymentReminder)).toEqual([]);
  });

  it('on brokers without timers has a delay level, and cannot be taken back', async () => {
    const { reminders, broker } = await startPayments('4.9.7');

    expect(await reminders.remind('order-1', 900)).toEqual({ orderId: 'order-1', canBeTakenBack: false });

    await expect(reminders.takeBack('order-1')).rejects.toThrow('the brokers have no timers');
    expect(await broker.waitFor(paymentReminder, 1)).toMatchObject([{ properties: { DELAY: '1' } }]);
  });
});
