/**
 * The public list of the Nest layer.
 */
export { getProducerToken, InjectProducer } from './inject-producer.decorator.js';
export { JsonPayloadSerializer } from './json-payload-serializer.js';
export type { NativeClient } from './native-client.js';
export { OnRocketMQEvent } from './on-rocketmq-event.decorator.js';
export { outbound, type OutboundFacts, type OutboundMessage } from './outbound-message.js';
export type { PayloadSerializer } from './payload-serializer.interface.js';
export { ProducerService, type ProducerStatus } from './producer.service.js';
export {
  PayloadInvalidError,
  type PayloadIssue,
  PayloadNotSerializableError,
  RocketMQNotBoundError,
  SendInterceptorError,
  SendStatusError,
} from './publish-errors.js';
export type {
  DeliveryTimeOf,
  FactOf,
  PublishOptions,
  SendAsyncOptions,
  SendBatchOptions,
  SendOnewayOptions,
  SendSyncOptions,
} from './publish-options.interface.js';
export type { PublishDecorator } from './publishable-method.interface.js';
export { type PublishSite, RocketMQBindings } from './rocketmq-bindings.service.js';
export { ROCKETMQ_EXCEPTION_FILTER_OPTIONS } from './rocketmq.constants.js';
export { RocketMQExceptionFilter, type RocketMQExceptionFilterOptions } from './rocketmq-exception.filter.js';
export type { RocketMQEvent, RocketMQEventOf, RocketMQEventType } from './rocketmq-event.interface.js';
export { RocketMQEvents } from './rocketmq-events.service.js';
export type { RocketMQFeatureOptions } from './rocketmq-feature-options.interface.js';
export type {
  Hook,
  PreflightMode,
  RocketMQModuleAsyncOptions,
  RocketMQModuleExtras,
  RocketMQModuleOptions,
  RocketMQOptionsFactory,
  StartupMode,
} from './rocketmq-module-options.interface.js';
export { RocketMQModule } from './rocketmq.module.js';
export { SendAsync } from './send-async.decorator.js';
export { SendBatch } from './send-batch.decorator.js';
export type { SendAttemptRecord } from './send-attempt-record.interface.js';
export { SendEnhancer, type SendEnhancerOptions, type SendEnhancerPhase } from './send-enhancer.decorator.js';
export type { SendGuardReference, SendInterceptorReference } from './send-enhancer-metadata.js';
export type { SendExecutionContext } from './send-execution-context.js';
export { SendOneway } from './send-oneway.decorator.js';
export type {
  MessageFacts,
  MessageToSend,
  Payload,
  ProducerBatchOptions,
  ProducerSendOptions,
  SendOutcome,
  SendOutcomeCallback,
  SuppressedSend,
} from './send-outcome.interface.js';
export { SendSync } from './send-sync.decorator.js';
export type { StandardSchema, StandardSchemaIssue, StandardSchemaResult } from './standard-schema.interface.js';
export { defineTopic, type TopicDefinition, type TopicOptions } from './topic-definition.js';
export { UseSendGuards } from './use-send-guards.decorator.js';
export { UseSendInterceptors } from './use-send-interceptors.decorator.js';
