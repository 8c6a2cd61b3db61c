/**
 * `forRoot` and `forRootAsync` as Nest's builder makes them, and what of a connection depends on its name.
 */
import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common';
import { DEFAULT_CONNECTION, nativeClientToken, publisherToken } from '../connection/connection-naming.js';
import { DecoratedPublisher } from '../publishing/decorated-publisher.service.js';
import { EventReporter } from '../events/event-reporter.service.js';
import { getProducerToken } from './inject-producer.decorator.js';
import { createNativeClient } from '../connection/native-client.js';
import { ProducerService } from '../sending/producer.service.js';
import type { RocketMQModuleExtras, RocketMQModuleOptions } from '../connection/rocketmq-module-options.interface.js';
import {
  CONNECTION_NAME,
  CONNECTION_PRODUCER,
  MODULE_SETTINGS,
  NATIVE_CLIENT,
  ROCKETMQ_OPTIONS,
} from '../connection/rocketmq.constants.js';

const DEFAULT_EXTRAS: RocketMQModuleExtras = { isGlobal: true, name: DEFAULT_CONNECTION };

export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<RocketMQModuleOptions>({
  moduleName: 'RocketMQ',
  optionsInjectionToken: ROCKETMQ_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createRocketMQOptions')
  .setExtras(DEFAULT_EXTRAS, withConnection)
  .build();

/**
 * Only a connection's own tokens leave its module, so that several of them can be global. The class `ProducerService` is a
 * token of the connection without a name alone: `app.get()` looks into every module, whatever it exports.
 */
function withConnection(definition: DynamicModule, { isGlobal, name }: RocketMQModuleExtras): DynamicModule {
  const connection = name ?? DEFAULT_CONNECTION;
  const nativeClient = nativeClientToken(connection);
  const publisher = publisherToken(connection);
  const producer = getProducerToken(connection);
  return {
    ...definition,
    global: isGlobal ?? true,
    providers: [
      ...(definition.providers ?? []),
      { provide: CONNECTION_NAME, useValue: connection },
      { provide: nativeClient, inject: [MODULE_SETTINGS, EventReporter], useFactory: createNativeClient },
      { provide: NATIVE_CLIENT, useExisting: nativeClient },
      { provide: publisher, useExisting: DecoratedPublisher },
      { provide: producer, useClass: ProducerService },
      { provide: CONNECTION_PRODUCER, useExisting: producer },
    ],
    exports: [...(definition.exports ?? []), producer, publisher],
  };
}
