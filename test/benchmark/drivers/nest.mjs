// One way to send through the Nest layer of this package, as built by `npm run build`, or its native twin: the setting `sender`
// names it. Every sender makes the same message of the same payload, in an application of its own.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ProducerService,
  RocketMQModule,
  SendAsync,
  SendBatch,
  SendOneway,
  SendSync,
  UseSendGuards,
  UseSendInterceptors,
} from '../../../dist/index.js';
import { drive, settings } from './driver.mjs';
import { BATCH } from './loops.mjs';

const { nameServer, topic, sender } = settings;
// 278 bytes of JSON.
const payload = {
  id: 'order-4711',
  customer: { id: 'customer-815', name: 'Ada Lovelace', city: 'London' },
  items: [
    { sku: 'tea-green-100', quantity: 2, price: 4.5, gift: false },
    { sku: 'cup-porcelain', quantity: 1, price: 12.9, gift: true },
  ],
  status: 'open',
  note: 'leave it with the neighbours',
};
const payloads = Array.from({ length: BATCH }, () => payload);

class PassingGuard {
  canActivate() {
    return true;
  }
}

class PassingInterceptor {
  intercept(_context, next) {
    return next.handle();
  }
}

class Orders {
  async sync() {
    return payload;
  }

  async enhanced() {
    return payload;
  }

  async async(_done) {
    return payload;
  }

  async oneway() {
    return payload;
  }

  async batch() {
    return payloads;
  }
}

decorate('sync', SendSync(topic));
decorate('enhanced', SendSync(topic), UseSendGuards(PassingGuard), UseSendInterceptors(PassingInterceptor));
decorate('async', SendAsync(topic, { onSuccess: (outcome, _order, done) => done(outcome) }));
decorate('oneway', SendOneway(topic));
decorate('batch', SendBatch(topic));

/** As the compiler does it for decorators above a method, the last one written first. */
function decorate(method, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(Orders.prototype, method);
  for (const decorator of decorators.toReversed()) decorator(Orders.prototype, method, descriptor);
  Object.defineProperty(Orders.prototype, method, descriptor);
}

class BenchModule {}
Module({
  imports: [RocketMQModule.forRoot({ nameServers: nameServer, producer: { group: 'bench' } })],
  providers: [Orders, PassingGuard, PassingInterceptor],
})(BenchModule);

const app = await NestFactory.createApplicationContext(BenchModule, { logger: ['warn', 'error'] });
const orders = app.get(Orders);
const service = app.get(ProducerService);
const { producer } = service.unwrap();
const message = () => ({ topic, body: Buffer.from(JSON.stringify(payload)) });

// Nobody can wait for a one-way send of a decorated method: all that are in flight wait for the end of the turn.
let turn;
function endOfTurn() {
  turn ??= new Promise((resolve) => {
    setImmediate(() => {
      turn = undefined;
      resolve();
    });
  });
  return turn;
}

const SENDERS = {
  'producer.send': { sync: () => producer.send(message()) },
  '@SendSync': { sync: () => orders.sync() },
  '@SendSync, guard, interceptor': { sync: () => orders.enhanced() },
  '@SendAsync': { sync: () => new Promise((resolve) => void orders.async(resolve)) },
  'ProducerService.send': { sync: () => service.send(topic, payload) },
  'producer.sendOneway': {
    oneway: () => {
      void producer.sendOneway(message());
      return endOfTurn();
    },
  },
  '@SendOneway': {
    oneway: () => {
      void orders.oneway();
      return endOfTurn();
    },
  },
  'producer.sendBatch': { batch: () => producer.sendBatch(payloads.map(message)) },
  '@SendBatch': { batch: () => orders.batch() },
};

await drive({
  sync: () => producer.send(message()),
  ...SENDERS[sender],
  // Decorated methods resolve to their own result when the message is stored.
  isAcknowledged: (result) => result !== undefined,
  isBatchAcknowledged: (results) => results.length === BATCH,
});
