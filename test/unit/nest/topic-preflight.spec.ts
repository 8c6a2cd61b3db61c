/**
 * `preflight`: whether the topics that an app publishes to can be sent to, asked at boot.
 */
import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  defineTopic,
  InvalidOptionsError,
  NameServerUnreachableError,
  OnRocketMQEvent,
  RocketMQModule,
  SendAsync,
  SendSync,
} from '../../../lib/index.js';
import { FakeNativeClient } from './fake-native-client.js';
import { rejectionOf, settled, startApp } from './test-app.js';

@Injectable()
class Orders {
  readonly told: unknown[] = [];

  @SendSync('known')
  @SendAsync('unknown')
  create(): Promise<string> {
    return Promise.resolve('');
  }

  @SendSync('unknown')
  change(): Promise<string> {
    return Promise.resolve('');
  }

  @OnRocketMQEvent('preflight-failed')
  preflight({ problems }: { readonly problems: readonly string[] }): void {
    this.told.push(problems);
  }
}

const PROBLEMS = [
  'topic unknown of Orders.create, Orders.change: no such topic',
  'topic typed-unknown of forFeature(): no such topic',
];

/** Answers for topics without `unknown` in their names. */
function aFake(error = new Error('no such topic')): FakeNativeClient {
  const fake = new FakeNativeClient();
  fake.fetchPublishMessageQueues = async (topic) => {
    if (topic.includes('unknown')) throw error;
    return [];
  };
  return fake;
}

const metadata = () => ({
  imports: [RocketMQModule.forFeature({ topics: ['known-too', defineTopic('typed-unknown')] })],
  providers: [Orders],
});

describe('preflight', () => {
  it('asks nobody by default', async () => {
    const fake = aFake();
    fake.fetchPublishMessageQueues = () => Promise.reject(new Error('was asked'));

    const { app, logger } = await startApp({ fake, ...metadata() });
    await settled();

    expect(app.get(Orders).told).toEqual([]);
    expect(logger.lines).toEqual([]);
  });

  it('fails the boot, names every topic that cannot be sent to with those who use it, and closes the client', async () => {
    const fake = aFake();

    const error = await rejectionOf(startApp({ fake, ...metadata(), rocketmq: { preflight: 'fail' } }));

    expect(error).toBeInstanceOf(InvalidOptionsError);
    expect((error as InvalidOptionsError).problems).toEqual(PROBLEMS);
    expect(fake.state).toBe('closed');
  });

  it('boots if all topics can be sent to', async () => {
    const fake = aFake();
    fake.fetchPublishMessageQueues = () => Promise.resolve([]);

    await startApp({ fake, ...metadata(), rocketmq: { preflight: 'fail' } });

    expect(fake.state).toBe('running');
  });

  it('warns: boots at once, and tells in the log and by an event', async () => {
    const { app, logger } = await startApp({ fake: aFake(), ...metadata(), rocketmq: { preflight: 'warn' } });
    await settled();

    expect(app.get(Orders).told).toEqual([PROBLEMS]);
    expect(logger.lines).toEqual([`warn preflight of topics: ${PROBLEMS.join('; ')}`]);
  });

  it('says once for all topics that no name server answers', async () => {
    const fake = aFake(new NameServerUnreachableError([{ address: 'a:1', error: new Error('refused') }]));

    const error = await rejectionOf(startApp({ fake, ...metadata(), rocketmq: { preflight: 'fail' } }));

    expect((error as InvalidOptionsError).problems).toHaveLength(1);
    expect(String(error)).toContain('a:1');
  });

  it('is refused if it is none of the three', async () => {
    const error = await rejectionOf(startApp({ rocketmq: { preflight: 'on' as 'off' } }));

    expect(String(error)).toContain('preflight is on, it must be one of off, warn, fail');
  });
});
