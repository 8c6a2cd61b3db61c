/**
 * What all connections of an app share. Nest makes one of it for each app, however many connections import it.
 */
import { Global, Module } from '@nestjs/common';
import { RocketMQConnections } from './rocketmq-connections.service.js';

@Global()
@Module({ providers: [RocketMQConnections], exports: [RocketMQConnections] })
export class RocketMQCoreModule {}
