// One way to send through the Nest layer of this package, as built by `npm run build`: by the environment variable SENDER.
// Every sender makes the same message of the same payload, in an application of its own.
import 'reflect-metadata';
import process from 'node:process';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ProducerService,
  RocketMQModule,
  SendAsync,
  SendOneway,
  SendSync,
  UseSendGuards,
  UseSendInterceptors,
} from '../../../dist/index.js';
import { measure, nameServer } from './measure.mjs';

const TOPIC = 'bench';
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
}

decorate('sync', SendSync(TOPIC));
decorate('enhanced', SendSync(TOPIC), UseSendGuards(PassingGuard), UseSendInterceptors(PassingInterceptor));
decorate('async', SendAsync(TOPIC, { onSuccess: (_outcome, _order, done) => done() }));
decorate('oneway', SendOneway(TOPIC));

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
const body = () => Buffer.from(JSON.stringify(payload));

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
  native: () => producer.send({ topic: TOPIC, body: body() }),
  sync: () => orders.sync(),
  enhanced: () => orders.enhanced(),
  async: () => new Promise((resolve) => void orders.async(resolve)),
  service: () => service.send(TOPIC, payload),
  'native-oneway': () => {
    void producer.sendOneway({ topic: TOPIC, body: body() });
    return endOfTurn();
  },
  oneway: () => {
    void orders.oneway();
    return endOfTurn();
  },
};

await measure(SENDERS[process.env.SENDER]);
