/**
 * A test of the whole app over HTTP that records what both connections send: no socket to RocketMQ is opened.
 */
import type { Server } from 'node:http';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { overrideRocketMQ, type RecordingProducer } from 'nestjs-rocketmq/testing';
import request from 'supertest';
import { AppModule } from './app.module.js';
import { orderCreated } from './orders/order-topics.js';
import { MessagePrinter } from './printer/message-printer.service.js';

let app: INestApplication<Server>;
let recorder: RecordingProducer;
let auditRecorder: RecordingProducer;

beforeAll(async () => {
  const cluster = { nameServers: '127.0.0.1:9', isEmbedded: true, close: async () => {} };
  const builder = Test.createTestingModule({ imports: [AppModule.on(cluster)] })
    .setLogger(false as never)
    // It reads messages back from brokers, and there are none.
    .overrideProvider(MessagePrinter)
    .useValue({});
  recorder = overrideRocketMQ(builder);
  auditRecorder = overrideRocketMQ(builder, { connection: 'audit' });
  app = await (await builder.compile()).createNestApplication<INestApplication<Server>>().init();
});

afterAll(async () => {
  // The reports of both connections, which the shop prints when it closes.
  jest.spyOn(console, 'log').mockImplementation(() => {});
  await app.close();
  jest.restoreAllMocks();
});

it('answers with the order that was published', async () => {
  const { body } = await request(app.getHttpServer()).post('/orders').send({ item: 'tea', quantity: 1 }).expect(201);

  expect(recorder.sent(orderCreated)).toMatchObject([{ payload: body, properties: { 'order-format': '1' } }]);
  expect(await auditRecorder.waitFor('shop-audit', 1)).toHaveLength(1);
});

it('answers with 403 when a guard refuses the message', async () => {
  recorder.reset();

  const { body } = await request(app.getHttpServer()).post('/orders').send({ item: 'ivory', quantity: 1 }).expect(403);

  expect(body).toMatchObject({ code: 'SEND_FORBIDDEN' });
  expect(recorder.sent()).toEqual([]);
});
