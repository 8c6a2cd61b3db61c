/**
 * What boot does about name servers that answer, and that do not.
 */
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  NameServerUnreachableError,
  ProducerService,
  RocketMQModule,
  SendSync,
  type StartupMode,
} from '../../../lib/index.js';
import { rawServer } from '../../fixtures/raw-server.js';
import { FakeNativeClient } from './fake-native-client.js';
import { Deferred, OPTIONS, RecordingLogger, rejectionOf, settled, startApp } from './test-app.js';

const UNREACHABLE = new NameServerUnreachableError([{ address: '127.0.0.1:1', error: new Error('refused') }]);

/** An address that refuses: it was free a moment ago. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

async function start(startup: StartupMode | undefined, checkNameServers: () => Promise<void>) {
  const fake = new FakeNativeClient();
  fake.nameServersAnswer = checkNameServers;
  const started = await startApp({ fake, rocketmq: startup === undefined ? {} : { startup } });
  return { ...started, fake };
}

describe('startup background, the default', () => {
  it('starts the client and asks the name servers without waiting', async () => {
    const { fake } = await start(undefined, () => new Deferred().promise);

    expect(fake.calls).toEqual(['start', 'checkNameServers']);
  });

  it('logs one line with the reason if none answers', async () => {
    const { logger } = await start('background', () => Promise.reject(UNREACHABLE));
    await settled();

    expect(logger.lines).toHaveLength(1);
    expect(logger.lines[0]).toMatch(/^warn the app runs without RocketMQ for now.*127\.0\.0\.1:1 \(refused\)/);
  });

  it('says nothing about a check that the shutdown cut short', async () => {
    const check = new Deferred();
    const { app, logger } = await start('background', () => check.promise);

    await app.close();
    check.reject(UNREACHABLE);
    await settled();

    expect(logger.lines.filter((line) => line.startsWith('warn'))).toEqual([]);
  });
});

describe('startup lazy', () => {
  it('starts the client and asks nobody', async () => {
    const { fake } = await start('lazy', () => Promise.reject(UNREACHABLE));

    expect(fake.calls).toEqual(['start']);
  });
});

describe('startup eager', () => {
  it('boots once a name server has answered', async () => {
    const check = new Deferred();
    let isBooted = false;
    const starting = start('eager', () => check.promise).finally(() => {
      isBooted = true;
    });
    await settled();
    const wasBootedBefore = isBooted;
    check.resolve();
    await starting;

    expect(wasBootedBefore).toBe(false);
  });

  it('fails the boot with the reason, and closes what it had opened', async () => {
    const fake = new FakeNativeClient();
    fake.nameServersAnswer = () => Promise.reject(UNREACHABLE);

    const error = await rejectionOf(startApp({ fake, rocketmq: { startup: 'eager' } }));

    expect(error).toBe(UNREACHABLE);
    expect(fake.calls).toEqual(['start', 'checkNameServers', 'close within 0']);
  });
});

class Orders {
  @SendSync('created')
  create(id: string): Promise<{ readonly id: string }> {
    return Promise.resolve({ id });
  }
}

describe('a boot that failed', () => {
  it('leaves values unbound, so that they publish in the app that is made next', async () => {
    const orders = new Orders();
    const providers = [{ provide: Orders, useValue: orders }];
    const unlucky = new FakeNativeClient();
    unlucky.nameServersAnswer = () => Promise.reject(UNREACHABLE);

    const error = await rejectionOf(startApp({ fake: unlucky, providers, rocketmq: { startup: 'eager' } }));
    const { fake } = await startApp({ providers, rocketmq: { startup: 'eager' } });
    await orders.create('after all');

    expect(error).toBe(UNREACHABLE);
    expect(fake.topicsSent).toEqual(['created']);
  });
});

/** A started app with a real client; the test closes it. */
async function startReal(nameServer: string): Promise<TestingModule> {
  const module = await Test.createTestingModule({
    imports: [RocketMQModule.forRoot({ ...OPTIONS, nameServers: [nameServer] })],
  })
    .setLogger(new RecordingLogger())
    .compile();
  return module.init();
}

describe('with a real client and no name server', () => {
  it('boots while its first question is still open', async () => {
    await using silent = await rawServer(() => {});

    const module = await startReal(silent.address);
    const { state, nameServers } = module.get(ProducerService).status();
    await module.close();

    expect({ state, nameServers: nameServers.state }).toEqual({ state: 'running', nameServers: 'unknown' });
  });

  it('boots, and a send fails with NO_NAME_SERVER naming the address', async () => {
    const nameServer = await deadAddress();
    const module = await startReal(nameServer);
    const producer = module.get(ProducerService);

    const error = await rejectionOf(producer.send('orders', { id: 1 }, { timeoutMs: 1000 }));
    const { state, nameServers } = producer.status();
    await module.close();

    expect(error).toMatchObject({ code: 'NO_NAME_SERVER', responseCode: 10_004 });
    expect(String(error)).toContain(nameServer);
    expect({ state, nameServers: nameServers.state }).toEqual({ state: 'running', nameServers: 'unreachable' });
  });
});
