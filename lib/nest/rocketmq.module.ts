/**
 * The module: one connection to RocketMQ, the `ProducerService`, and what the publish decorators need.
 * Making its providers connects to nothing; `RocketMQLifecycle` starts the client.
 */
import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { DecoratedPublisher } from './decorated-publisher.service.js';
import { EventReporter } from './event-reporter.service.js';
import { HookRegistrar } from './hook-registrar.service.js';
import { requireOptions, resolveModuleOptions } from './module-settings.js';
import { MessageComposer } from './message-composer.service.js';
import { createNativeClient } from './native-client.js';
import { ProducerService } from './producer.service.js';
import { PublishOutcomes } from './publish-outcomes.service.js';
import { PublisherBinder } from './publisher-binder.service.js';
import { RocketMQLifecycle } from './rocketmq-lifecycle.service.js';
import type {
  RocketMQModuleAsyncOptions,
  RocketMQModuleExtras,
  RocketMQModuleOptions,
} from './rocketmq-module-options.interface.js';
import { DECORATED_PUBLISHER, MODULE_SETTINGS, NATIVE_CLIENT, ROCKETMQ_OPTIONS } from './rocketmq.constants.js';
import { ConfigurableModuleClass } from './rocketmq.module-definition.js';
import { RpcHookRelay } from './rpc-hook-relay.service.js';
import { SendActivity } from './send-activity.service.js';
import { SendAttempts } from './send-attempts.service.js';
import { SendCallbacks } from './send-callbacks.service.js';
import { SendDispatcher } from './send-dispatcher.service.js';
import { SendEnhancers } from './send-enhancers.service.js';
import { SingletonResolver } from './singleton-resolver.service.js';

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
  imports: [DiscoveryModule],
  providers: [
    { provide: MODULE_SETTINGS, inject: [ROCKETMQ_OPTIONS], useFactory: resolveModuleOptions },
    { provide: NATIVE_CLIENT, inject: [MODULE_SETTINGS, EventReporter, RpcHookRelay], useFactory: createNativeClient },
    { provide: DECORATED_PUBLISHER, useClass: DecoratedPublisher },
    EventReporter,
    HookRegistrar,
    MessageComposer,
    ProducerService,
    PublishOutcomes,
    PublisherBinder,
    RocketMQLifecycle,
    RpcHookRelay,
    SendActivity,
    SendAttempts,
    SendCallbacks,
    SendDispatcher,
    SendEnhancers,
    SingletonResolver,
  ],
  exports: [ProducerService, DECORATED_PUBLISHER],
})
export class RocketMQModule extends ConfigurableModuleClass {
  /**
   * @param options.isGlobal - whether every module sees this one without importing it; default true
   * @throws {InvalidOptionsError} INVALID_OPTIONS - at boot, not here; lists every bad option
   */
  static override forRoot(options: RocketMQModuleOptions & RocketMQModuleExtras): DynamicModule {
    requireOptions(options);
    return super.forRoot(options);
  }

  /**
   * `useFactory`, `useClass` or `useExisting`; classes implement `RocketMQOptionsFactory`.
   *
   * @param options.isGlobal - whether every module sees this one without importing it; default true
   */
  static override forRootAsync(options: RocketMQModuleAsyncOptions): DynamicModule {
    return super.forRootAsync(options);
  }
}
