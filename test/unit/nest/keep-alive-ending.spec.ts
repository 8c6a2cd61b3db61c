/**
 * Clients that keep their connections open do not hold up the shutdown, and get every answer to its end.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, type INestApplication } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RocketMQModule } from '../../../lib/index.js';
import { NATIVE_CLIENT } from '../../../lib/nest/connection/rocketmq.constants.js';
import { FakeNativeClient } from './fake-native-client.js';
import { Deferred, OPTIONS } from './test-app.js';

const ANSWER = 'x'.repeat(1000);
const ADAPTERS = { Express: () => new ExpressAdapter(), Fastify: () => new FastifyAdapter() };

/** Takes its time, so that a connection in use is hardly ever idle. */
@Controller()
class TextController {
  entered = new Deferred();

  @Get()
  async text(): Promise<string> {
    this.entered.resolve();
    await new Promise((resolve) => setTimeout(resolve, 20));
    return ANSWER;
  }
}

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function listen(adapter: keyof typeof ADAPTERS): Promise<INestApplication> {
  const module = await Test.createTestingModule({
    imports: [RocketMQModule.forRoot(OPTIONS)],
    controllers: [TextController],
  })
    .overrideProvider(NATIVE_CLIENT)
    .useValue(new FakeNativeClient().native)
    .compile();
  const app = module.createNestApplication(ADAPTERS[adapter](), { logger: false });
  endings.push(() => app.close());
  await app.listen(0, '127.0.0.1');
  return app;
}

/** Asks over one connection, again as soon as there is an answer, until there is none. */
class BusyClient {
  readonly answers: {
    readonly status: number | undefined;
    readonly length: number;
    readonly connection: string | undefined;
  }[] = [];
  readonly ended: Promise<void>;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private enough: { readonly count: number; readonly resolve: () => void } | undefined;

  constructor(app: INestApplication) {
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    this.ended = this.askUntilClosed(port);
    endings.push(() => this.agent.destroy());
  }

  atLeast(count: number): Promise<void> {
    return new Promise((resolve) => (this.enough = { count, resolve }));
  }

  private async askUntilClosed(port: number): Promise<void> {
    try {
      for (;;) {
        const asking = get({ host: '127.0.0.1', port, agent: this.agent });
        const [response] = (await once(asking, 'response')) as [IncomingMessage];
        const text = (await response.setEncoding('utf8').toArray()).join('');
        this.answers.push({
          status: response.statusCode,
          length: text.length,
          connection: response.headers.connection,
        });
        if (this.answers.length >= (this.enough?.count ?? Infinity)) this.enough?.resolve();
      }
    } catch {
      // Refused or reset: the app is closed.
    }
  }
}

describe.each(Object.keys(ADAPTERS) as (keyof typeof ADAPTERS)[])('an app on %s', (adapter) => {
  it('closes although a client asks on and on over a kept connection, and gets its answers to the end', async () => {
    const app = await listen(adapter);
    const client = new BusyClient(app);
    await client.atLeast(3);
    app.get(TextController).entered = new Deferred();
    await app.get(TextController).entered.promise;

    await app.close();
    await client.ended;

    // Fastify by itself refuses with 503 what comes over open connections while it closes.
    const answered = client.answers.filter(({ status }) => status !== 503);
    expect(answered.every(({ status, length }) => status === 200 && length === ANSWER.length)).toBe(true);
    expect(client.answers[0]?.connection).toBe('keep-alive');
  });

  it('leaves connections alone while it runs', async () => {
    const app = await listen(adapter);
    const client = new BusyClient(app);

    await client.atLeast(20);

    expect(client.answers.map(({ connection }) => connection)).not.toContain('close');
  });
});

describe('an app without an HTTP server', () => {
  it('closes as well', async () => {
    const fake = new FakeNativeClient();
    const module = await Test.createTestingModule({ imports: [RocketMQModule.forRoot(OPTIONS)] })
      .overrideProvider(NATIVE_CLIENT)
      .useValue(fake.native)
      .compile();
    await module.init();

    await module.close();

    expect(fake.state).toBe('closed');
  });
});
