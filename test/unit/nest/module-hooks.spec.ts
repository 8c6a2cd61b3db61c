/**
 * `hooks` of the module: classes from DI that plug into the native client.
 */
import { describe, expect, it } from '@jest/globals';
import { Inject, Injectable, Scope } from '@nestjs/common';
import { ProducerService, type RocketMQModuleOptions } from '../../../lib/index.js';
import type { CheckForbiddenHook, RPCHook, SendMessageHook } from '../../../lib/client/index.js';
import { FakeNativeClient } from './fake-native-client.js';
import { rejectionOf, startApp } from './test-app.js';

@Injectable()
class Embargo implements CheckForbiddenHook {
  constructor(@Inject('forbidden topic') readonly topic: string) {}

  checkForbidden(): void {}
}

@Injectable()
class Everything implements CheckForbiddenHook, SendMessageHook, RPCHook {
  checkForbidden(): void {}
  sendMessageAfter(): void {}
  doBeforeRequest(): void {}
}

@Injectable({ scope: Scope.REQUEST })
class RequestHook extends Everything {}

@Injectable()
class DependentHook extends Everything {
  constructor(@Inject(RequestHook) readonly inner: RequestHook) {
    super();
  }
}

/** Publishes by itself, so it needs what the hooks plug into. */
@Injectable()
class Signing implements RPCHook {
  constructor(@Inject(ProducerService) readonly producer: ProducerService) {}

  doBeforeRequest(): void {}
}

@Injectable()
class Tracing implements RPCHook {
  doBeforeRequest(): void {}
}

class Misspelt {
  checkForbiden(): void {}
}

class Empty {}

const provided = [Embargo, { provide: 'forbidden topic', useValue: 'secret' }];
const hooks = (...types: unknown[]): Pick<RocketMQModuleOptions, 'hooks'> => ({ hooks: types as never });

describe('a class in hooks', () => {
  it('[hooks.29] comes from DI and is registered before the client starts', async () => {
    const fake = new FakeNativeClient();
    const { native } = fake;
    const atStart: number[] = [];
    const start = native.client.start.bind(native.client);
    native.client.start = () => {
      atStart.push(fake.checkForbiddenHooks.length);
      start();
    };
    Object.defineProperty(fake, 'native', { value: native });

    const { app } = await startApp({ fake, providers: provided, rocketmq: hooks(Embargo) });

    expect(atStart).toEqual([1]);
    expect(fake.checkForbiddenHooks).toEqual([app.get(Embargo)]);
    expect(app.get(Embargo).topic).toBe('secret');
  });

  it('[hooks.29] is every hook that its methods make it', async () => {
    const { app, fake } = await startApp({ providers: [Everything], rocketmq: hooks(Everything) });
    const everything = app.get(Everything);

    expect(fake.checkForbiddenHooks).toEqual([everything]);
    expect(fake.sendMessageHooks).toEqual([everything]);
  });

  it('[hooks.31] sees requests if it is an RPC hook, in the order of the list, although it injects what publishes', async () => {
    const { app, fake } = await startApp({ providers: [Signing, Tracing], rocketmq: hooks(Signing, Tracing) });

    expect(fake.rpcHooks).toEqual([app.get(Signing), app.get(Tracing)]);
  });

  it.each([
    [
      [Misspelt, Embargo, Empty],
      ['hooks has Misspelt, which is no hook', 'hooks has Empty, which is no hook'],
    ],
    [['Embargo'], ['hooks[0] is a string, it must be a class']],
  ])('[hooks.30] fails the boot if it is none: %j', async (types, problems) => {
    const error = await rejectionOf(startApp({ providers: provided, rocketmq: hooks(...types) }));

    expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
    for (const problem of problems) expect(String(error)).toContain(problem);
  });

  it.each([
    ['is provided', [RequestHook]],
    ['is provided by nobody', []],
  ])('[hooks.41] fails the boot if it is request-scoped and %s', async (_how, providers) => {
    const error = await rejectionOf(startApp({ providers, rocketmq: hooks(RequestHook) }));

    expect(String(error)).toContain('hooks has RequestHook, which is request-scoped');
  });

  it('[hooks.41] fails the boot if it injects what is request-scoped', async () => {
    const error = await rejectionOf(startApp({ providers: [RequestHook], rocketmq: hooks(DependentHook) }));

    expect(String(error)).toContain(
      'hooks has DependentHook, which is request-scoped or transient, or injects what is',
    );
  });
});
