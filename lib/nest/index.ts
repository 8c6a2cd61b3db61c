/**
 * The public list of the Nest layer.
 */
export { getProducerToken, InjectProducer } from './module/inject-producer.decorator.js';
export { JsonPayloadSerializer } from './message/json-payload-serializer.js';
export type { NativeClient } from './connection/native-client.js';
export { OnRocketMQEvent } from './events/on-rocketmq-event.decorator.js';
export { outbound, type OutboundFacts, type OutboundMessage } from './message/outbound-message.js';
export type { PayloadSerializer } from './message/payload-serializer.interface.js';
export { ProducerService, type ProducerStatus } from './sending/producer.service.js';
export {
  PayloadInvalidError,
  type PayloadIssue,
  PayloadNotSerializableError,
  RocketMQNotBoundError,
  SendInterceptorError,
  SendStatusError,
} from './errors/publish-errors.js';
export type {
  DeliveryTimeOf,
  FactOf,
  PublishOptions,
  SendAsyncOptions,
  SendBatchOptions,
  SendOnewayOptions,
  SendSyncOptions,
} from './message/publish-options.interface.js';
export type { PublishDecorator } from './publishing/publishable-method.interface.js';
export { type PublishSite, RocketMQBindings } from './publishing/rocketmq-bindings.service.js';
export { ROCKETMQ_EXCEPTION_FILTER_OPTIONS } from './connection/rocketmq.constants.js';
export { RocketMQExceptionFilter, type RocketMQExceptionFilterOptions } from './http/rocketmq-exception.filter.js';
export type { RocketMQEvent, RocketMQEventOf, RocketMQEventType } from './events/rocketmq-event.interface.js';
export { RocketMQEvents } from './events/rocketmq-events.service.js';
export type { RocketMQFeatureOptions } from './connection/rocketmq-feature-options.interface.js';
export type {
  Hook,
  PreflightMode,
  RocketMQModuleAsyncOptions,
  RocketMQModuleExtras,
  RocketMQModuleOptions,
  RocketMQOptionsFactory,
  StartupMode,
} from './connection/rocketmq-module-options.interface.js';
export { RocketMQModule } from './module/rocketmq.module.js';
export { SendAsync } from './publishing/send-async.decorator.js';
export { SendBatch } from './publishing/send-batch.decorator.js';
export type { SendAttemptRecord } from './enhancers/send-attempt-record.interface.js';
export { SendEnhancer, type SendEnhancerOptions, type SendEnhancerPhase } from './enhancers/send-enhancer.decorator.js';
export type { SendGuardReference, SendInterceptorReference } from './enhancers/send-enhancer-metadata.js';
export type { SendExecutionContext } from './enhancers/send-execution-context.js';
export { SendOneway } from './publishing/send-oneway.decorator.js';
export type {
  MessageFacts,
  MessageToSend,
  Payload,
  ProducerBatchOptions,
  ProducerSendOptions,
  SendOutcome,
  SendOutcomeCallback,
  SuppressedSend,
} from './message/send-outcome.interface.js';
export { SendSync } from './publishing/send-sync.decorator.js';
export type { StandardSchema, StandardSchemaIssue, StandardSchemaResult } from './message/standard-schema.interface.js';
export { defineTopic, type TopicDefinition, type TopicOptions } from './message/topic-definition.js';
export { UseSendGuards } from './enhancers/use-send-guards.decorator.js';
export { UseSendInterceptors } from './enhancers/use-send-interceptors.decorator.js';
