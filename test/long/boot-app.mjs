// The app of boot.run.ts in a process of its own: a service and a controller, and RocketMQModule if there are arguments: the
// module's entry and a name server. Sends what the time since the start of the process was when it listened, and the CPU's.
import 'reflect-metadata';
import process from 'node:process';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const [entry, nameServers] = process.argv.slice(2);
const library = entry === undefined ? undefined : await import(entry);

class OrdersService {
  async place() {
    return { id: 'order-1' };
  }
}

class OrdersController {
  constructor(orders) {
    this.orders = orders;
  }

  place() {
    return this.orders.place();
  }
}

class AppModule {}

function decorateMethod(type, method, decorator) {
  const descriptor = Object.getOwnPropertyDescriptor(type.prototype, method);
  decorator(type.prototype, method, descriptor);
  Object.defineProperty(type.prototype, method, descriptor);
}

if (library !== undefined) decorateMethod(OrdersService, 'place', library.SendSync('order-created'));
Reflect.defineMetadata('design:paramtypes', [OrdersService], OrdersController);
decorateMethod(OrdersController, 'place', Get());
Controller('orders')(OrdersController);
Module({
  imports:
    library === undefined
      ? []
      : [library.RocketMQModule.forRoot({ nameServers, producer: { group: 'boot' }, startup: 'background' })],
  controllers: [OrdersController],
  providers: [OrdersService],
})(AppModule);

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(0, '127.0.0.1');
const elapsedMs = performance.now();
const { user, system } = process.cpuUsage();
process.send({ elapsedMs, cpuMs: (user + system) / 1000 }, () => process.exit());
