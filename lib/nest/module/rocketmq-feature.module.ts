/**
 * The module of one `forFeature()`.
 */
import { type DynamicModule, Module } from '@nestjs/common';
import { resolveFeatureOptions } from '../connection/feature-settings.js';
import { RocketMQConnections } from './rocketmq-connections.service.js';
import type { RocketMQFeatureOptions } from '../connection/rocketmq-feature-options.interface.js';
import { FEATURE_SETTINGS } from '../connection/rocketmq.constants.js';

@Module({})
export class RocketMQFeatureModule {
  static with(options: RocketMQFeatureOptions): DynamicModule {
    return {
      module: RocketMQFeatureModule,
      providers: [
        {
          provide: FEATURE_SETTINGS,
          // Fails the boot of an app that has no connection at all.
          inject: [RocketMQConnections],
          useFactory: () => resolveFeatureOptions(options),
        },
      ],
    };
  }
}
