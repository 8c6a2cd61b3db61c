/**
 * The ways in which a recorder takes the place of a connection.
 */
import type { Provider } from '@nestjs/common';
import { DiscoveryService, ModuleRef } from '@nestjs/core';
import { InvalidOptionsError } from '../client/index.js';
import { DEFAULT_CONNECTION, nativeClientToken, publisherToken } from '../nest/connection/connection-naming.js';
import { getProducerToken } from '../nest/index.js';
import { bindPublisher as bindSlot, hasSlot, publisherSlot } from '../nest/hosts/publish-binding.js';
import { RecordingBinder } from './recording-binder.service.js';
import { RecordingProducer, type RecordingProducerOptions } from './recording-producer.js';
import { getRecordingProducerToken } from './testing-tokens.js';

/**
 * The little that is needed of `TestingModuleBuilder` of `@nestjs/testing`.
 *
 * @publicApi
 */
export interface OverridableModule {
  overrideProvider(token: unknown): { useValue(value: unknown): unknown };
}

/**
 * Providers for a test of single services, without `RocketMQModule`: what publishes gets what it needs, and `RecordingProducer`
 * is injectable.
 *
 * @example
 * ```ts
 * const module = await Test.createTestingModule({ providers: [OrdersService, ...provideRecordingProducer()] }).compile();
 * const recorder = module.get(RecordingProducer);
 * ```
 * @publicApi
 */
export function provideRecordingProducer(options: RecordingProducerOptions = {}): Provider[] {
  const token = getRecordingProducerToken(options.connection);
  return [
    {
      provide: token,
      inject: [ModuleRef],
      useFactory: (moduleRef: ModuleRef) => new RecordingProducer(options, moduleRef),
    },
    {
      provide: getProducerToken(options.connection),
      inject: [token],
      useFactory: ({ producer }: RecordingProducer) => producer,
    },
    {
      provide: publisherToken(options.connection ?? DEFAULT_CONNECTION),
      inject: [token],
      useFactory: ({ pipeline }: RecordingProducer) => pipeline.publisher,
    },
    DiscoveryService,
    {
      provide: Symbol('binder of a RecordingProducer'),
      inject: [DiscoveryService, token],
      useFactory: (discovery: DiscoveryService, recorder: RecordingProducer) =>
        new RecordingBinder(discovery, recorder),
    },
  ];
}

/**
 * Binds the publish decorators of an instance that Nest did not make.
 *
 * @returns the instance
 * @throws {InvalidOptionsError} INVALID_OPTIONS - none of its methods publishes
 * @example
 * ```ts
 * const recorder = new RecordingProducer();
 * const orders = bindPublisher(new OrdersService(recorder.producer), recorder);
 * ```
 * @publicApi
 */
export function bindPublisher<T extends object>(instance: T, recorder: RecordingProducer): T {
  const { publisher, settings } = recorder.pipeline;
  const slot = publisherSlot(settings.connection);
  const { name } = instance.constructor;
  if (!hasSlot(instance, slot)) {
    throw new InvalidOptionsError('bindPublisher', [
      `no method of ${name} has a publish decorator for the connection ${settings.connection}, so there is nothing to bind`,
    ]);
  }
  bindSlot(instance, slot, publisher);
  return instance;
}

/**
 * Has an app with `RocketMQModule` record what it publishes: no socket is opened, whatever `startup` says, and guards,
 * interceptors, topics and events are those of the app. Each connection of an app needs a call of its own.
 *
 * @param builder - what `Test.createTestingModule()` returned, before `compile()`
 * @param options.connection - as in `forRoot({ name })`; default the one without a name
 * @example
 * ```ts
 * const builder = Test.createTestingModule({ imports: [AppModule] });
 * const recorder = overrideRocketMQ(builder);
 * const module = await builder.compile();
 * ```
 * @publicApi
 */
export function overrideRocketMQ(
  builder: OverridableModule,
  { connection = DEFAULT_CONNECTION }: { readonly connection?: string | undefined } = {},
): RecordingProducer {
  const recorder = new RecordingProducer({ connection });
  builder.overrideProvider(nativeClientToken(connection)).useValue(recorder.native);
  return recorder;
}
