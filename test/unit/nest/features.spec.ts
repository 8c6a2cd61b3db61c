/**
 * `forFeature()`: what one module of an app adds to a connection.
 */
import { describe, expect, it } from '@jest/globals';
import { type CanActivate, type ExecutionContext, Injectable, Module, type NestInterceptor } from '@nestjs/common';
import type { CallHandler } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  type CheckForbiddenHook,
  InvalidOptionsError,
  ProducerService,
  type RocketMQFeatureOptions,
  RocketMQModule,
  SendSync,
  UseSendGuards,
} from '../../../lib/index.js';
import { rejectionOf, startApp } from './test-app.js';

const trace: string[] = [];

/** Guard and interceptor that write down when they run. */
function tracing(name: string) {
  @Injectable()
  class Tracing implements CanActivate, NestInterceptor {
    canActivate(_context: ExecutionContext): boolean {
      trace.push(`guard ${name}`);
      return true;
    }

    intercept(_context: ExecutionContext, next: CallHandler) {
      trace.push(`interceptor ${name}`);
      return next.handle();
    }
  }
  return Tracing;
}

const OfRoot = tracing('root');
const OfFeature = tracing('feature');
const OfClass = tracing('class');

@Injectable()
@UseSendGuards(OfClass)
class Orders {
  @SendSync('orders')
  create(id: string): Promise<string> {
    return Promise.resolve(id);
  }
}

@Injectable()
class Plain {
  @SendSync('plain')
  create(id: string): Promise<string> {
    return Promise.resolve(id);
  }
}

@Module({
  imports: [RocketMQModule.forFeature({ guards: [OfFeature], interceptors: [OfFeature] })],
  providers: [Orders, { provide: 'MADE', useFactory: () => new Plain() }],
})
class FeatureModule {}

@Module({ imports: [FeatureModule], providers: [Plain] })
class OtherModule {}

const rocketmq = { guards: [OfRoot], interceptors: [OfRoot] };
const bootErrorOf = async (options: unknown): Promise<unknown> =>
  rejectionOf(startApp({ imports: [RocketMQModule.forFeature(options as RocketMQFeatureOptions)] }));

async function traceOf(act: () => Promise<unknown>): Promise<string[]> {
  trace.length = 0;
  await act();
  return [...trace];
}

describe('guards and interceptors of a feature', () => {
  it('[hooks.42] run for the sends of the module that imports it, between those of root and class', async () => {
    const { app } = await startApp({ imports: [OtherModule], rocketmq });

    expect(await traceOf(() => app.get(Orders).create('1'))).toEqual([
      'guard root',
      'guard feature',
      'guard class',
      'interceptor root',
      'interceptor feature',
    ]);
  });

  it('[hooks.42] run for what a factory of the module makes', async () => {
    const { app } = await startApp({ imports: [OtherModule] });

    expect(await traceOf(() => app.get<Plain>('MADE').create('1'))).toEqual(['guard feature', 'interceptor feature']);
  });

  it('[hooks.43] run neither for other modules, even if they import that one, nor for imperative sends', async () => {
    const { app } = await startApp({ imports: [OtherModule], rocketmq });

    const others = await traceOf(() => app.get(Plain).create('1'));
    const imperative = await traceOf(() => app.get(ProducerService).send('orders', '1'));

    expect(others).toEqual(['guard root', 'interceptor root']);
    expect(imperative).toEqual(['guard root', 'interceptor root']);
  });

  it('of two features of one module all run', async () => {
    const Second = tracing('second');

    @Module({
      imports: [RocketMQModule.forFeature({ guards: [OfFeature] }), RocketMQModule.forFeature({ guards: [Second] })],
      providers: [Plain],
    })
    class TwoFeatures {}
    const { app } = await startApp({ imports: [TwoFeatures] });

    expect(await traceOf(() => app.get(Plain).create('1'))).toEqual(['guard feature', 'guard second']);
  });
});

describe('hooks of a feature', () => {
  it('[hooks.44] plug into the connection behind those of root', async () => {
    @Injectable()
    class RootHook implements CheckForbiddenHook {
      checkForbidden(): void {}
    }

    @Injectable()
    class FeatureHook extends RootHook {}

    const { app, fake } = await startApp({
      imports: [RocketMQModule.forFeature({ hooks: [FeatureHook] })],
      providers: [RootHook, FeatureHook],
      rocketmq: { hooks: [RootHook] },
    });

    expect(fake.checkForbiddenHooks).toEqual([app.get(RootHook), app.get(FeatureHook)]);
  });
});

describe('the boot fails', () => {
  it('for bad options, and lists them all', async () => {
    const error = await bootErrorOf({ connection: '', guards: {}, hooks: ['a'], topics: [1] });

    expect((error as InvalidOptionsError).problems).toEqual([
      'connection is "", it must be a text that names the connection',
      'guards is an object, it must be a list of classes',
      'hooks[0] is a string, it must be a class',
      'topics[0] is a number, it must be a text, or come from defineTopic()',
    ]);
  });

  it('for options that are no object, and for topics that are no list', async () => {
    expect(String(await bootErrorOf(undefined))).toContain('the options are undefined, they must be an object');
    expect(String(await bootErrorOf({ topics: 'orders' }))).toContain('topics is a string, it must be a list');
  });

  it('for a connection that is not there', async () => {
    expect(String(await bootErrorOf({ connection: 'audit' }))).toContain(
      'there is no connection called audit; there are: default',
    );
  });

  it('without any connection', async () => {
    const booting = Test.createTestingModule({ imports: [RocketMQModule.forFeature({})] }).compile();

    expect(String(await rejectionOf(booting))).toContain('RocketMQConnections');
  });
});
