/**
 * Makes the indicator injectable where it is imported.
 */
import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { RocketMQHealthIndicator } from './rocketmq.health.js';

/**
 * Import it next to `TerminusModule` in the module of the health controller. Needs `RocketMQModule.forRoot()`.
 *
 * @publicApi
 */
@Module({ imports: [TerminusModule], providers: [RocketMQHealthIndicator], exports: [RocketMQHealthIndicator] })
export class RocketMQHealthModule {}
