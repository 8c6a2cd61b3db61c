/**
 * `forRoot` and `forRootAsync` as Nest's builder makes them.
 */
import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { RocketMQModuleExtras, RocketMQModuleOptions } from './rocketmq-module-options.interface.js';
import { ROCKETMQ_OPTIONS } from './rocketmq.constants.js';

const DEFAULT_EXTRAS: RocketMQModuleExtras = { isGlobal: true };

export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<RocketMQModuleOptions>({
  moduleName: 'RocketMQ',
  optionsInjectionToken: ROCKETMQ_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createRocketMQOptions')
  .setExtras(DEFAULT_EXTRAS, (definition, { isGlobal }) => ({ ...definition, global: isGlobal ?? true }))
  .build();
