/**
 * Apps of other kinds than HTTP on Express end with their connection, too: what handlers are about to publish is stored,
 * later sends are refused, and no connection stays open. HTTP on Express, standalone contexts and signals: test/packaging.
 */
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type BeforeApplicationShutdown,
  Controller,
  type INestApplicationContext,
  type INestMicroservice,
  Module,
  Post,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { firstValueFrom } from 'rxjs';
import type { EmbeddedCluster } from '../../lib/embedded/index.js';
import { type DrainReport, ProducerService, RocketMQModule, SendSync } from '../../lib/index.js';
import { startCluster } from './nest-app.js';

interface Order {
  readonly id: string;
}

const ON_FREE_PORT = { transport: Transport.TCP as const, options: { host: '127.0.0.1', port: 0 } };
const SILENT = { logger: false, abortOnError: false } as const;

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/** Handlers that are called before the app closes, and come to their end while it does. */
@Controller()
class Handlers implements BeforeApplicationShutdown {
  private onEntered = (): void => {};
  private mayEnd = (): void => {};
  private readonly closing = new Promise<void>((resolve) => (this.mayEnd = resolve));

  /** Resolves at the next call of a handler. */
  entered(): Promise<void> {
    return new Promise((resolve) => (this.onEntered = resolve));
  }

  @Post('orders')
  @SendSync('over-http')
  overHttp(): Promise<Order> {
    return this.create('http');
  }

  @SendSync('over-tcp')
  @MessagePattern('orders')
  overTcp(): Promise<Order> {
    return this.create('tcp');
  }

  /** Next come the servers. */
  beforeApplicationShutdown(): void {
    setImmediate(this.mayEnd);
  }

  private async create(id: string): Promise<Order> {
    this.onEntered();
    await this.closing;
    return { id };
  }
}

class Run {
  readonly reports: DrainReport[] = [];

  constructor(readonly cluster: EmbeddedCluster) {}

  static async start(): Promise<Run> {
    return new Run(await startCluster());
  }

  module() {
    @Module({
      imports: [
        RocketMQModule.forRoot({
          nameServers: [this.cluster.nameServer],
          producer: { group: 'shop' },
          onDrained: (report) => this.reports.push(report),
        }),
      ],
      controllers: [Handlers],
    })
    class AppModule {}
    return AppModule;
  }

  stored(topic: string): unknown[] {
    return this.cluster.messages(topic).map(({ body }): unknown => JSON.parse(Buffer.from(body).toString()));
  }

  /** How a closed app stands; to be compared with {@link ENDED}. */
  async endOf(app: INestApplicationContext): Promise<unknown> {
    const later = await app
      .get(ProducerService)
      .send('t', 'too late')
      .then(
        () => 'stored',
        ({ code }: { readonly code: unknown }) => code,
      );
    const drained = this.reports.map(({ failed, aborted }) => ({ failed, aborted }));
    return { later, drained, connections: this.cluster.connections() };
  }
}

const ENDED = { later: 'PRODUCER_CLOSED', drained: [{ failed: 0, aborted: 0 }], connections: 0 };

/** Resolves when the handler is under way; what the client gets is up to Nest's transport, which cuts its connections. */
async function askOverTcp(app: INestApplicationContext, microservice: INestMicroservice): Promise<void> {
  const { port } = microservice.unwrap<Server>().address() as AddressInfo;
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options: { host: '127.0.0.1', port } });
  endings.push(() => client.close());
  const entered = app.get(Handlers).entered();
  firstValueFrom(client.send('orders', {})).catch(() => {});
  await entered;
}

async function postOrder(app: NestFastifyApplication): Promise<unknown> {
  const response = await fetch(`${await app.getUrl()}/orders`, { method: 'POST' });
  return [response.status, await response.json()];
}

async function createFastifyApp(run: Run): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(run.module(), new FastifyAdapter(), SILENT);
  endings.push(() => app.close());
  return app;
}

describe('on Fastify', () => {
  it('a request under way publishes and is answered, though the app is closed twice at once', async () => {
    const run = await Run.start();
    const app = await createFastifyApp(run);
    await app.listen(0, '127.0.0.1');
    const entered = app.get(Handlers).entered();
    const answering = postOrder(app);
    await entered;

    await Promise.all([app.close(), app.close()]);
    await app.close();

    expect(await answering).toEqual([201, { id: 'http' }]);
    expect(run.stored('over-http')).toEqual([{ id: 'http' }]);
    expect(await run.endOf(app)).toEqual(ENDED);
  });
});

describe('a microservice over TCP', () => {
  it('stores what a handler under way publishes, though the transport waits for no handler', async () => {
    const run = await Run.start();
    const app = await NestFactory.createMicroservice(run.module(), { ...ON_FREE_PORT, ...SILENT });
    endings.push(() => app.close());
    await app.listen();
    await askOverTcp(app, app);

    await Promise.all([app.close(), app.close()]);
    await app.close();

    expect(run.stored('over-tcp')).toEqual([{ id: 'tcp' }]);
    expect(await run.endOf(app)).toEqual(ENDED);
  });
});

describe('a hybrid app', () => {
  it('runs its hooks once: what handlers of both servers publish is stored, and HTTP is answered', async () => {
    const run = await Run.start();
    const app = await createFastifyApp(run);
    const microservice = app.connectMicroservice(ON_FREE_PORT);
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    await askOverTcp(app, microservice);
    const entered = app.get(Handlers).entered();
    const answering = postOrder(app);
    await entered;

    await app.close();

    expect(await answering).toEqual([201, { id: 'http' }]);
    expect([run.stored('over-http'), run.stored('over-tcp')]).toEqual([[{ id: 'http' }], [{ id: 'tcp' }]]);
    expect(await run.endOf(app)).toEqual(ENDED);
  });
});
