/**
 * Apps with the real module whose messages are recorded: nothing is dialled, whatever `startup` says.
 */
import { Socket } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Inject, Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  getProducerToken,
  ProducerService,
  RocketMQModule,
  type RocketMQModuleExtras,
  type RocketMQModuleOptions,
  type SendMessageHook,
  SendSync,
} from '../../../lib/index.js';
import { overrideRocketMQ, watchForLeaks } from '../../../lib/testing/index.js';
import { rejectionOf } from '../nest/test-app.js';

@Injectable()
class Orders {
  constructor(@Inject(ProducerService) readonly producer: ProducerService) {}

  @SendSync('created')
  create(id: string): Promise<{ id: string }> {
    return Promise.resolve({ id });
  }
}

class Mark implements SendMessageHook {
  sendMessageBefore(context: Parameters<NonNullable<SendMessageHook['sendMessageBefore']>>[0]): void {
    context.addProperty('mark', context.messageQueue.topic);
  }
}

function builderOf(options: Partial<RocketMQModuleOptions> & RocketMQModuleExtras) {
  @Module({
    imports: [
      RocketMQModule.forRoot({
        nameServers: ['127.0.0.1:9'],
        producer: { group: 'shop' },
        startup: 'eager',
        ...options,
      }),
    ],
    providers: options.name === undefined ? [Orders] : [],
  })
  class AppModule {}

  return Test.createTestingModule({ imports: [AppModule] }).setLogger(false as never);
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('an app under overrideRocketMQ()', () => {
  it('opens no socket, not even with startup eager, and leaves nothing behind', async () => {
    const connect = jest.spyOn(Socket.prototype, 'connect');
    const watch = watchForLeaks();
    const builder = builderOf({ preflight: 'fail' });
    const recorder = overrideRocketMQ(builder);
    const app = (await builder.compile()).createNestApplication({ logger: false });
    await app.init();

    await app.get(Orders).create('1');
    await app.get(ProducerService).send('cancelled', 'x');
    await app.close();

    expect(connect).not.toHaveBeenCalled();
    expect(recorder.sent().map(({ topic }) => topic)).toEqual(['created', 'cancelled']);
    await watch.assertNoLeaks();
  });

  it('would have dialled without it', async () => {
    const connect = jest.spyOn(Socket.prototype, 'connect');
    const app = (await builderOf({ startup: 'background' }).compile()).createNestApplication({ logger: false });

    await app.init();
    await app.close();

    expect(connect).toHaveBeenCalled();
  });

  it('runs the hooks that the module names, and refuses sends once it is closed', async () => {
    const builder = builderOf({ hooks: [Mark] });
    const recorder = overrideRocketMQ(builder);
    const app = (await builder.compile()).createNestApplication({ logger: false });
    await app.init();

    await app.get(Orders).create('1');
    await app.close();

    expect(recorder.sent('created')).toMatchObject([{ properties: { mark: 'created' } }]);
    expect(await rejectionOf(app.get(Orders).create('2'))).toMatchObject({ code: 'PRODUCER_CLOSED' });
  });

  it('records the connection that is named', async () => {
    const connect = jest.spyOn(Socket.prototype, 'connect');
    const builder = builderOf({ name: 'audit' });
    const recorder = overrideRocketMQ(builder, { connection: 'audit' });
    const other = overrideRocketMQ(builder);
    const app = (await builder.compile()).createNestApplication({ logger: false });
    await app.init();

    await app.get<ProducerService>(getProducerToken('audit'), { strict: false }).send('looked-at', 'x');
    await app.close();

    expect(recorder.sent()).toMatchObject([{ topic: 'looked-at' }]);
    expect(other.sent()).toEqual([]);
    expect(connect).not.toHaveBeenCalled();
  });

  it('says of what needs a broker that it does', async () => {
    const builder = builderOf({});
    overrideRocketMQ(builder);
    const module = await builder.compile();
    const { client, producer } = module.get(ProducerService, { strict: false }).unwrap();

    expect(() => client.createPullReader()).toThrow(/createPullReader\(\) .* RocketMQTestingModule/);
    expect(() => client.admin).toThrow(/admin .* needs a broker/);
    expect(() => producer.stats()).toThrow(/stats\(\)/);
  });
});
