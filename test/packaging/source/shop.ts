/**
 * The application that every fixture compiles and runs: it uses each entry of the package and tells what came of it.
 * The spec compiles it in the fixture, against the types of the packed package, as ES module or CommonJS.
 */
import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type HealthCheckResult, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import * as main from 'nestjs-rocketmq';
import { ProducerService, RocketMQModule, SendAsync, SendOneway, SendSync } from 'nestjs-rocketmq';
import * as client from 'nestjs-rocketmq/client';
import * as embedded from 'nestjs-rocketmq/embedded';
import * as health from 'nestjs-rocketmq/health';
import * as testing from 'nestjs-rocketmq/testing';

/** An entry as the application does not load it otherwise: `import()` in CommonJS, `require()` in an ES module. */
export type LoadEntry = (entry: string) => unknown;

@Injectable()
export class OrdersService {
  constructor(private readonly producer: ProducerService) {}

  @SendSync('orders', { keys: (order) => order.id })
  async create(id: string): Promise<{ id: string }> {
    return { id };
  }

  @SendAsync('orders')
  view(id: string): { viewed: string } {
    return { viewed: id };
  }

  @SendOneway('orders')
  click(id: string): { clicked: string } {
    return { clicked: id };
  }

  async cancel(id: string): Promise<string> {
    const { sendStatus } = await this.producer.send('orders', { cancelled: id });
    return sendStatus;
  }
}

/** What the spec compares. */
export interface ShopReport {
  readonly sendStatus: string;
  readonly stored: readonly string[];
  /** Liveness, readiness, and readiness without a name server: each as Terminus sums it up, and as the indicator says. */
  readonly health: readonly string[];
  /** Exports of any entry that are not the same when they are loaded the other way. */
  readonly doubled: readonly string[];
  /** Whether what was loaded the other way finds this app's producer and knows its errors. */
  readonly tokenFound: boolean;
  readonly errorKnown: boolean;
}

export async function runShop(loadOtherWay: LoadEntry): Promise<ShopReport> {
  const cluster = await embedded.EmbeddedCluster.start();
  const other = (await loadOtherWay('nestjs-rocketmq')) as typeof main;

  @Injectable()
  class OtherService {
    @other.SendSync('orders')
    async ship(id: string): Promise<{ shipped: string }> {
      return { shipped: id };
    }
  }

  @Module({
    imports: [
      RocketMQModule.forRoot({ nameServers: [cluster.nameServer], producer: { group: 'fixture' } }),
      TerminusModule,
      health.RocketMQHealthModule,
    ],
    providers: [OrdersService, OtherService],
  })
  class ShopModule {}

  const app = await NestFactory.createApplicationContext(ShopModule, { logger: ['error', 'warn'] });
  const orders = app.get(OrdersService);
  await orders.create('1');
  orders.view('1');
  orders.click('1');
  await app.get(OtherService).ship('1');
  const sendStatus = await orders.cancel('1');
  const error: unknown = await app
    .get(ProducerService)
    .send('', 'no topic')
    .catch((thrown: unknown) => thrown);
  const indicator = app.get(health.RocketMQHealthIndicator);
  const checks = app.get(HealthCheckService);
  const live = await checks.check([() => indicator.liveness('rocketmq')]);
  const ready = await checks.check([() => indicator.readiness('rocketmq', { topics: ['orders'], strict: true })]);
  await cluster.stopServer('name-server');
  const degraded = await checks.check([() => indicator.readiness('rocketmq', { probe: { timeoutMs: 500 } })]);
  const tokenFound = app.get(other.ProducerService) === app.get(ProducerService);
  await app.close();
  const stored = (await cluster.waitFor('orders', 5)).map(({ body }) => Buffer.from(body).toString()).toSorted();
  await cluster.stop();

  return {
    sendStatus,
    stored,
    health: [live, ready, degraded].map(summary),
    doubled: await doubledExports(loadOtherWay),
    tokenFound,
    errorKnown: error instanceof other.RocketMQError && error instanceof client.RocketMQError,
  };
}

/** Terminus 11 has no status for degraded. */
function summary({ status, details }: HealthCheckResult): string {
  const { rocketmq } = details;
  return `${status}: ${rocketmq?.status}${rocketmq?.['degraded'] === true ? ' and degraded' : ''}`;
}

async function doubledExports(loadOtherWay: LoadEntry): Promise<string[]> {
  const entries = { '': main, '/client': client, '/embedded': embedded, '/health': health, '/testing': testing };
  const doubled: string[] = [];
  for (const [entry, exports] of Object.entries<Readonly<Record<string, unknown>>>(entries)) {
    const others = (await loadOtherWay(`nestjs-rocketmq${entry}`)) as typeof exports;
    const names = Object.keys(exports).filter((name) => name !== 'default' && name !== 'module.exports');
    doubled.push(...names.filter((name) => exports[name] !== others[name]).map((name) => `${entry}#${name}`));
  }
  return doubled;
}
