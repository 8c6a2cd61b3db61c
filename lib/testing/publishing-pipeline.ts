/**
 * The module's own way from a call to the producer, put together without the module: for tests of one service.
 */
import type { Type } from '@nestjs/common';
import { type ModuleRef, ModulesContainer } from '@nestjs/core';
import { InvalidOptionsError } from '../client/index.js';
import { DecoratedPublisher } from '../nest/publishing/decorated-publisher.service.js';
import { EventBus } from '../nest/events/event-bus.service.js';
import { EventReporter } from '../nest/events/event-reporter.service.js';
import { type NativeClient, ProducerService } from '../nest/index.js';
import { MessageComposer } from '../nest/sending/message-composer.service.js';
import { type ModuleSettings, resolveModuleOptions } from '../nest/connection/module-settings.js';
import { PublishOutcomes } from '../nest/publishing/publish-outcomes.service.js';
import { RocketMQFeatures } from '../nest/enhancers/rocketmq-features.service.js';
import type { RocketMQModuleOptions } from '../nest/connection/rocketmq-module-options.interface.js';
import { ScopedInstances } from '../nest/enhancers/scoped-instances.service.js';
import { SendActivity } from '../nest/sending/send-activity.service.js';
import { SendAttempts } from '../nest/enhancers/send-attempts.service.js';
import { SendCallbacks } from '../nest/publishing/send-callbacks.service.js';
import { SendDispatcher } from '../nest/sending/send-dispatcher.service.js';
import { SendEnhancers } from '../nest/enhancers/send-enhancers.service.js';
import { SingletonResolver } from '../nest/hosts/singleton-resolver.service.js';

/** Required by the module, and never used here. */
const UNUSED_OPTIONS = { nameServers: ['127.0.0.1:9876'], producer: { group: 'recording' } };

/** Makes what needs nothing, and says of the rest what would help. */
const WITHOUT_MODULE = {
  introspect: nothingProvided,
  get: nothingProvided,
  create,
  registerRequestByContextId: () => undefined,
} as unknown as ModuleRef;

export interface PublishingPipeline {
  readonly producer: ProducerService;
  readonly publisher: DecoratedPublisher;
  readonly settings: ModuleSettings;
}

/** @throws {InvalidOptionsError} INVALID_OPTIONS - lists every bad option */
export function buildPublishingPipeline(
  native: NativeClient,
  { connection, ...options }: Partial<RocketMQModuleOptions> & { readonly connection: string },
  moduleRef: ModuleRef = WITHOUT_MODULE,
): PublishingPipeline {
  const settings = resolveModuleOptions({ ...options, ...UNUSED_OPTIONS }, connection);
  const singletons = new SingletonResolver();
  const activity = new SendActivity();
  const events = new EventReporter(settings, new EventBus());
  const composer = new MessageComposer(settings);
  const features = new RocketMQFeatures(new ModulesContainer());
  const enhancers = new SendEnhancers(settings, moduleRef, new ScopedInstances(singletons), features);
  const attempts = new SendAttempts(native);
  const dispatcher = new SendDispatcher(composer, native, enhancers, attempts, activity, settings);
  const outcomes = new PublishOutcomes(events, new SendCallbacks(moduleRef, singletons));
  return {
    producer: new ProducerService(native, dispatcher, activity, events),
    publisher: new DecoratedPublisher(dispatcher, activity, outcomes),
    settings,
  };
}

async function create<T>(type: Type<T>): Promise<T> {
  const parameters = (Reflect.getMetadata('design:paramtypes', type) as unknown[] | undefined)?.length ?? type.length;
  if (parameters === 0) return new type();
  throw new InvalidOptionsError('RecordingProducer', [
    `${type.name} injects something, and there is no module to inject it: name an instance instead, or use ` +
      'Test.createTestingModule() with ...provideRecordingProducer() among its providers',
  ]);
}

function nothingProvided(): never {
  throw new TypeError('there is no module in this test');
}
