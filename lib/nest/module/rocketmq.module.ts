/**
 * The module: one connection to RocketMQ, the `ProducerService`, and what the publish decorators need.
 * Making its providers connects to nothing; `RocketMQLifecycle` starts the client.
 */
import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConnectionStart } from './connection-start.service.js';
import { DecoratedPublisher } from '../publishing/decorated-publisher.service.js';
import { EventReporter } from '../events/event-reporter.service.js';
import { HookRegistrar } from '../enhancers/hook-registrar.service.js';
import { requireOptions, resolveModuleOptions } from '../connection/module-settings.js';
import { MessageComposer } from '../sending/message-composer.service.js';
import { PublishOutcomes } from '../publishing/publish-outcomes.service.js';
import { PublisherBinder } from '../publishing/publisher-binder.service.js';
import { RocketMQLifecycle } from './rocketmq-lifecycle.service.js';
import { RocketMQCoreModule } from './rocketmq-core.module.js';
import { RocketMQFeatureModule } from './rocketmq-feature.module.js';
import type { RocketMQFeatureOptions } from '../connection/rocketmq-feature-options.interface.js';
import type {
  RocketMQModuleAsyncOptions,
  RocketMQModuleExtras,
  RocketMQModuleOptions,
} from '../connection/rocketmq-module-options.interface.js';
import { CONNECTION_NAME, MODULE_SETTINGS, ROCKETMQ_OPTIONS } from '../connection/rocketmq.constants.js';
import { ConfigurableModuleClass } from './rocketmq.module-definition.js';
import { ScopedInstances } from '../enhancers/scoped-instances.service.js';
import { SendActivity } from '../sending/send-activity.service.js';
import { SendAttempts } from '../enhancers/send-attempts.service.js';
import { SendCallbacks } from '../publishing/send-callbacks.service.js';
import { SendDispatcher } from '../sending/send-dispatcher.service.js';
import { SendEnhancers } from '../enhancers/send-enhancers.service.js';
import { SingletonResolver } from '../hosts/singleton-resolver.service.js';
import { TopicPreflight } from './topic-preflight.service.js';

/**
 * Connects an app to RocketMQ.
 *
 * @example
 * ```ts
 * RocketMQModule.forRoot({ nameServers: ['127.0.0.1:9876'], producer: { group: 'orders' } })
 * ```
 * @publicApi
 */
@Module({
  imports: [DiscoveryModule, RocketMQCoreModule],
  providers: [
    { provide: MODULE_SETTINGS, inject: [ROCKETMQ_OPTIONS, CONNECTION_NAME], useFactory: resolveModuleOptions },
    ConnectionStart,
    DecoratedPublisher,
    EventReporter,
    HookRegistrar,
    MessageComposer,
    PublishOutcomes,
    PublisherBinder,
    RocketMQLifecycle,
    ScopedInstances,
    SendActivity,
    SendAttempts,
    SendCallbacks,
    SendDispatcher,
    SendEnhancers,
    SingletonResolver,
    TopicPreflight,
  ],
})
export class RocketMQModule extends ConfigurableModuleClass {
  /**
   * @param options.isGlobal - whether every module sees this one without importing it; default true
   * @param options.name - of the connection, where an app has several; default `default`
   * @throws {InvalidOptionsError} INVALID_OPTIONS - at boot, not here; lists every bad option
   */
  static override forRoot(options: RocketMQModuleOptions & RocketMQModuleExtras): DynamicModule {
    requireOptions(options);
    return super.forRoot(options);
  }

  /**
   * Adds to a connection what one module of the app brings along: guards and interceptors for what its own methods send,
   * hooks, and topics to check at boot.
   *
   * @throws {InvalidOptionsError} INVALID_OPTIONS - at boot, not here; lists every bad option
   */
  static forFeature(options: RocketMQFeatureOptions): DynamicModule {
    return RocketMQFeatureModule.with(options);
  }

  /**
   * `useFactory`, `useClass` or `useExisting`; classes implement `RocketMQOptionsFactory`.
   *
   * @param options.isGlobal - whether every module sees this one without importing it; default true
   * @param options.name - of the connection, where an app has several; default `default`
   */
  static override forRootAsync(options: RocketMQModuleAsyncOptions): DynamicModule {
    return super.forRootAsync(options);
  }
}
