// An empty Nest 12 application that imports every entry of the package and sends one message with it.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ProducerService, RocketMQModule } from 'nestjs-rocketmq';
import { RocketMQClient } from 'nestjs-rocketmq/client';
import { EmbeddedCluster } from 'nestjs-rocketmq/embedded';
import { RocketMQHealthIndicator } from 'nestjs-rocketmq/health';

const cluster = await EmbeddedCluster.start();

class AppModule {}
Module({
  imports: [RocketMQModule.forRoot({ nameServers: [cluster.nameServer], producer: { group: 'fixture' } })],
})(AppModule);

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
const { sendStatus } = await app.get(ProducerService).send('packed', { hello: 'world' });
const { client } = app.get(ProducerService).unwrap();
const stored = cluster.messages('packed').map(({ body }) => Buffer.from(body).toString());
await app.close();
await cluster.stop();

const report = {
  sendStatus,
  stored,
  oneClass: client instanceof RocketMQClient,
  health: RocketMQHealthIndicator.name,
};
process.stdout.write(`${JSON.stringify(report)}\n`);
