/**
 * forRoot and forRootAsync: every way to give options, and what boot says about bad ones.
 */
import { describe, expect, it } from '@jest/globals';
import { Injectable, type LoggerService, Module, type ModuleMetadata } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  InvalidOptionsError,
  ProducerService,
  RocketMQModule,
  type RocketMQModuleOptions,
  type RocketMQOptionsFactory,
} from '../../../lib/index.js';
import { OPTIONS, RecordingLogger, rejectionOf } from './test-app.js';

const compile = (metadata: ModuleMetadata) =>
  Test.createTestingModule(metadata).setLogger(new RecordingLogger()).compile();

const problemsOf = async (options: unknown): Promise<readonly string[]> => {
  const building = async () => compile({ imports: [RocketMQModule.forRoot(options as RocketMQModuleOptions)] });
  const error = await rejectionOf(building());
  expect(error).toBeInstanceOf(InvalidOptionsError);
  return (error as InvalidOptionsError).problems;
};

@Injectable()
class OptionsFactory implements RocketMQOptionsFactory {
  createRocketMQOptions(): RocketMQModuleOptions {
    return { ...OPTIONS, producer: { group: 'from-class' } };
  }
}

@Module({
  providers: [OptionsFactory, { provide: 'GROUP', useValue: 'from-inject' }],
  exports: [OptionsFactory, 'GROUP'],
})
class ConfigModule {}

describe('options', () => {
  it('of forRoot reach client and producer', async () => {
    const app = await compile({
      imports: [RocketMQModule.forRoot({ ...OPTIONS, instanceName: 'shop', clientIP: '10.0.0.1' })],
    });
    const { client, producer } = app.get(ProducerService).unwrap();

    expect(client.clientId).toBe('10.0.0.1@shop');
    expect(producer.group).toBe('test');
  });

  it.each([
    [
      'useFactory with inject',
      {
        imports: [ConfigModule],
        inject: ['GROUP'],
        useFactory: (group: string) => ({ ...OPTIONS, producer: { group } }),
      },
      'from-inject',
    ],
    ['useFactory that is async', { useFactory: () => Promise.resolve(OPTIONS) }, 'test'],
    ['useClass', { useClass: OptionsFactory }, 'from-class'],
    ['useExisting', { imports: [ConfigModule], useExisting: OptionsFactory }, 'from-class'],
  ])('of forRootAsync may come from %s', async (_how, options, group) => {
    const app = await compile({ imports: [RocketMQModule.forRootAsync(options)] });

    expect(app.get(ProducerService).unwrap().producer.group).toBe(group);
  });

  it('make the module global unless told otherwise', () => {
    const globals = [
      RocketMQModule.forRoot(OPTIONS),
      RocketMQModule.forRoot({ ...OPTIONS, isGlobal: false }),
      RocketMQModule.forRootAsync({ useFactory: () => OPTIONS }),
      RocketMQModule.forRootAsync({ useFactory: () => OPTIONS, isGlobal: false }),
    ].map(({ global }) => global);

    expect(globals).toEqual([true, false, true, false]);
  });
});

describe('bad options', () => {
  it('are also options that there are not, of client and producer, which no compiler sees in a factory', async () => {
    const problems = await problemsOf({ ...OPTIONS, startUp: 'eager', producer: { group: 'g', timeout: 5 } });

    expect(problems).toEqual(['there is no option startUp', 'there is no option timeout']);
  });

  it('of client, producer and module are all named in one error at boot', async () => {
    const problems = await problemsOf({
      nameServers: ['no-port'],
      connectTimeoutMs: -1,
      producer: { group: 'bad group', timeoutMs: 0 },
      startup: 'soon',
      drainTimeoutMs: Number.NaN,
      guards: [{ canActivate: () => true }],
      interceptors: 'all',
      serializer: {},
      onEvent: 1,
      onDrained: 'log',
    });

    expect(problems).toEqual([
      expect.stringContaining('nameServers has "no-port"'),
      expect.stringContaining('connectTimeoutMs is -1'),
      expect.stringContaining('bad group'),
      expect.stringContaining('timeoutMs is 0'),
      'startup is soon, it must be one of background, eager, lazy',
      expect.stringContaining('drainTimeoutMs is NaN'),
      'serializer has no method serialize(payload, topic)',
      'guards[0] is an object, it must be a class',
      'interceptors is a string, it must be a list of classes',
      'onEvent is a number, it must be a function',
      'onDrained is a string, it must be a function',
    ]);
  });

  it.each([
    [undefined, ['the options are undefined, they must be an object']],
    [{ nameServers: ['127.0.0.1:1'] }, [expect.stringContaining('producer is undefined')]],
    [{}, [expect.stringContaining('nameServers'), expect.stringContaining('producer is undefined')]],
  ])('%j are refused', async (options, problems) => {
    expect(await problemsOf(options)).toEqual(problems);
  });

  it('of an async factory fail the boot the same way', async () => {
    const building = compile({ imports: [RocketMQModule.forRootAsync({ useFactory: () => undefined as never })] });

    expect(await rejectionOf(building)).toMatchObject({ code: 'INVALID_OPTIONS' });
  });
});

describe('log lines of the client', () => {
  it("go to Nest's logger", async () => {
    const lines: string[] = [];
    const logger: LoggerService = {
      log: () => {},
      error: () => {},
      warn: (line: string, context: string) => lines.push(`${context}: ${line}`),
    };
    const builder = Test.createTestingModule({ imports: [RocketMQModule.forRoot({ ...OPTIONS, startup: 'lazy' })] });
    const app = await builder.setLogger(logger).compile();
    await app.init();
    const { producer } = app.get(ProducerService).unwrap();

    producer.sendAsync({ topic: 'bad topic', body: Buffer.from('x') });
    await app.close();

    expect(lines[0]).toMatch(/^RocketMQ: .*bad topic/);
  });
});
