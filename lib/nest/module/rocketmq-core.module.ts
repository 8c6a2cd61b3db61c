/**
 * What all connections of an app share. Nest makes one of it for each app, however many connections import it.
 */
import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { EventBus } from '../events/event-bus.service.js';
import { EventListeners } from '../events/event-listeners.service.js';
import { KeepAliveEnding } from '../http/keep-alive-ending.service.js';
import { RocketMQBindings } from '../publishing/rocketmq-bindings.service.js';
import { RocketMQConnections } from './rocketmq-connections.service.js';
import { RocketMQEvents } from '../events/rocketmq-events.service.js';
import { RocketMQFeatures } from '../enhancers/rocketmq-features.service.js';

const SHARED = [
  EventBus,
  EventListeners,
  KeepAliveEnding,
  RocketMQBindings,
  RocketMQConnections,
  RocketMQEvents,
  RocketMQFeatures,
];

@Global()
@Module({ imports: [DiscoveryModule], providers: SHARED, exports: SHARED })
export class RocketMQCoreModule {}
