/**
 * Terminus with the indicator of RocketMQ.
 */
import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { RocketMQHealthModule } from 'nestjs-rocketmq/health';
import { HealthController } from './health.controller.js';

@Module({ imports: [TerminusModule, RocketMQHealthModule], controllers: [HealthController] })
export class HealthModule {}
