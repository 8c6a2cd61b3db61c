/**
 * What the connections of an app tell: as a stream, and to methods with `@OnRocketMQEvent`.
 */
import { describe, expect, it } from '@jest/globals';
import { Controller, Inject, Injectable, Scope } from '@nestjs/common';
import {
  NameServerUnreachableError,
  OnRocketMQEvent,
  ProducerService,
  type RocketMQEvent,
  type RocketMQEventOf,
  RocketMQEvents,
} from '../../../lib/index.js';
import { FakeNativeClient } from './fake-native-client.js';
import { rejectionOf, settled, startApp } from './test-app.js';

@Injectable()
class Watching {
  readonly failed: string[] = [];
  readonly all: string[] = [];

  @OnRocketMQEvent('send-exception')
  sendFailed({ topic, error, connection }: RocketMQEventOf<'send-exception'>): void {
    this.failed.push(`${connection} ${topic} ${error.message}`);
  }

  @OnRocketMQEvent()
  any({ type }: RocketMQEvent): void {
    this.all.push(type);
  }

  @OnRocketMQEvent('ready')
  @OnRocketMQEvent('drained')
  throwing(): void {
    throw new Error('cannot take it');
  }

  @OnRocketMQEvent('drained')
  rejecting(): Promise<void> {
    return Promise.reject(new Error('nor can I'));
  }
}

@Injectable()
class WatchingToo extends Watching {}

@Controller()
class WatchingController extends Watching {}

const unreachable = new NameServerUnreachableError([{ address: 'a:1', error: new Error('refused') }]);

async function failOneSend(fake: FakeNativeClient, producer: ProducerService): Promise<void> {
  fake.answer = () => Promise.reject(new Error('broker is gone'));
  producer.sendAsync('orders', 'body');
  await settled();
}

describe('a method with @OnRocketMQEvent', () => {
  it('takes the events of its type, with the name of the connection', async () => {
    const { app, fake } = await startApp({ providers: [Watching] });

    await failOneSend(fake, app.get(ProducerService));

    expect(app.get(Watching).failed).toEqual(['default orders broker is gone']);
  });

  it('takes all events without a type, from boot to the end', async () => {
    const { app, fake } = await startApp({ providers: [Watching] });
    await failOneSend(fake, app.get(ProducerService));
    await app.close();

    expect(app.get(Watching).all).toEqual(['ready', 'send-exception', 'drained']);
  });

  it('is inherited, and works on controllers', async () => {
    const { app, fake } = await startApp({ providers: [WatchingToo], controllers: [WatchingController] });

    await failOneSend(fake, app.get(ProducerService));

    for (const type of [WatchingToo, WatchingController]) expect(app.get<Watching>(type).failed).toHaveLength(1);
  });

  it('stops nobody by what it throws: that goes to the log', async () => {
    const { app, logger } = await startApp({ providers: [Watching] });
    await app.close();
    await settled();

    expect(logger.lines).toEqual([
      'error Watching.throwing threw on ready: cannot take it',
      'error Watching.throwing threw on drained: cannot take it',
      'error Watching.rejecting threw on drained: nor can I',
    ]);
  });

  it('is called once for an instance with several tokens', async () => {
    const { app } = await startApp({ providers: [Watching, { provide: 'ALSO', useExisting: Watching }] });

    expect(app.get(Watching).all).toEqual(['ready']);
  });

  it('works on what a factory makes', async () => {
    const { app } = await startApp({ providers: [{ provide: 'MADE', useFactory: () => new Watching() }] });

    expect(app.get<Watching>('MADE').all).toEqual(['ready']);
  });

  it.each([Scope.REQUEST, Scope.TRANSIENT])('fails the boot on a class of scope %s, and names it', async (scope) => {
    @Injectable({ scope })
    class Scoped {
      @OnRocketMQEvent('ready')
      ready(): void {}
    }

    const error = await rejectionOf(startApp({ providers: [Scoped] }));

    expect(String(error)).toContain('Scoped.ready listens to events, and its class is request-scoped or transient');
  });

  it('is refused for a type that is none', () => {
    expect(() => OnRocketMQEvent('sent' as 'ready')(Watching.prototype, 'any', {})).toThrow(
      'there are no events of type sent; it must be one of send-exception, ',
    );
  });
});

describe('RocketMQEvents', () => {
  it('streams all events, and those of one type', async () => {
    const seen: string[] = [];

    @Injectable()
    class Subscriber {
      constructor(@Inject(RocketMQEvents) events: RocketMQEvents) {
        events.events$.subscribe(({ type }) => seen.push(type));
        events.of('drained').subscribe(({ report }) => seen.push(`${report.pending} pending`));
      }
    }
    const { app } = await startApp({ providers: [Subscriber] });
    await app.close();

    expect(seen).toEqual(['ready', 'drained', '0 pending']);
  });

  it('tells that no name server answers, where boot goes on without', async () => {
    const fake = new FakeNativeClient();
    fake.nameServersAnswer = () => Promise.reject(unreachable);
    const { app } = await startApp({ fake, providers: [Watching] });
    await settled();

    expect(app.get(Watching).all).toEqual(['name-servers-unreachable']);
  });
});
