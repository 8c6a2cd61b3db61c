/**
 * The public client: everything that may be imported from `nestjs-rocketmq/client`.
 */
export type { AdminOptions } from './admin/admin-options.js';
export type { CreateTopicOptions } from './admin/create-topic-options.js';
export type { QueryResult } from './admin/message-query.js';
export { MQAdmin, type QueryMessageOptions } from './admin/mq-admin.js';
export type { CreateTopicResult } from './admin/topic-creation.js';
export type {
  BrokerStatus,
  ClientState,
  ClientStats,
  ClientStatus,
  NamedProducerHealth,
  ProducerFaultItem,
} from './client-status.js';
export { PullReader, type PullOptions, type PullReaderOptions } from './consumer/pull-reader.js';
export type { PullResult, PullStatus } from './consumer/pull-result.js';
export type {
  ClientOrigin,
  ConnectEndEvent,
  ConnectErrorEvent,
  ConnectStartEvent,
  DiagnosticsChannelName,
  DiagnosticsEvents,
  RequestEndEvent,
  RequestErrorEvent,
  RequestStartEvent,
  RouteEndEvent,
  RouteErrorEvent,
  RouteStartEvent,
  SendAttemptEndEvent,
  SendAttemptStartEvent,
  SendEndEvent,
  SendErrorEvent,
  SendOrigin,
  SendStartEvent,
} from './diagnostics/channels.js';
export type { ClientEvent, ClientEventListener, ClientLogger } from './diagnostics/client-event.js';
export type { DiagnosticsOptions } from './diagnostics/diagnostics-options.js';
export { type BrokerFailure, MessageNotFoundError, TopicNotCreatedError } from './errors/admin-errors.js';
export { ERROR_CODES, type ErrorCode } from './errors/error-code.js';
export {
  ClientClosedError,
  CompressionUnavailableError,
  InvalidMessageError,
  InvalidOptionsError,
  ProducerClosedError,
  ProducerNotStartedError,
} from './errors/input-errors.js';
export { RocketMQError, type RocketMQErrorOptions } from './errors/rocketmq-error.js';
export {
  type SendAttempt,
  type SendErrorFacts,
  type SendFailedCode,
  SendFailedError,
  SendForbiddenError,
  SendTimeoutError,
} from './errors/send-errors.js';
export {
  BrokerNotFoundError,
  BrokerResponseError,
  type NameServerFailure,
  NameServerUnreachableError,
  RouteNotFoundError,
  type ServerAnswer,
  UnsupportedByBrokerError,
} from './errors/server-errors.js';
export {
  ConnectError,
  ConnectionClosedError,
  FrameError,
  RequestTimeoutError,
  ResponseInvalidError,
  TooManyRequestsError,
} from './errors/transport-errors.js';
export type { CompressType } from './message/body-compressor.js';
export type { DelayLevel, DeliveryTime, Message, MessageFields } from './message/message.js';
export type { MessageExt } from './message/message-ext.js';
/** @internal For the test kit, whose recorder refuses what a producer refuses. */
export { checkBatch } from './message/batch-rules.js';
/** @internal As above. */
export { checkMessage } from './message/message-validation.js';
export type { MessageType } from './message/message-type.js';
export type { MessageQueue } from './message/message-queue.js';
export { RESERVED_PROPERTIES } from './message/message-properties.js';
export type { FaultToleranceOptions } from './producer/fault-tolerance-options.js';
export { BatchPartlySentError } from './producer/batch-partly-sent-error.js';
export type { BatchingOptions } from './producer/batching-options.js';
export type { RecallOptions } from './producer/message-recall.js';
export type { DrainReport } from './producer/drain.js';
export type { FaultItem } from './producer/latency-fault-tolerance.js';
export {
  type Latencies,
  LATENCY_BOUNDS_MS,
  latencyPercentileMs,
  mergeLatencies,
} from './producer/latency-histogram.js';
export type { ProducerHealth, ProducerStats } from './producer/producer-stats.js';
export { Producer, type ProducerState } from './producer/producer.js';
export {
  type MessageQueueSelector,
  selectQueueByHash,
  selectQueueByMachineRoom,
  selectQueueByRandom,
} from './producer/message-queue-selector.js';
export type { ProducerOptions, RetryResponseCodes } from './producer/producer-options.js';
export type {
  CheckForbiddenContext,
  CheckForbiddenHook,
  SendAttemptContext,
  SendMessageContext,
  SendMessageHook,
} from './producer/send-hook.js';
export type { SendOptions } from './producer/send-options.js';
export type { SendOutcomes } from './producer/recent-outcomes.js';
export type { InFlightLimits, InFlightUse } from './producer/send-permits.js';
export { isSendCallback, type SendCallback } from './producer/send-callback.js';
export type { SendResult, SendStatus } from './producer/send-result.js';
export type { SendMode } from './producer/send-retry-policy.js';
export type { LanguageName } from './protocol/language-code.js';
export type { ExtFields, HeaderFormat, RemotingCommand } from './protocol/remoting-command.js';
export type { SessionCredentials } from './remoting/acl-rpc-hook.js';
export type { AddressStatus } from './remoting/connection-pool.js';
export type { TlsOptions } from './remoting/dial.js';
export type { HookedRequest, RPCHook } from './remoting/rpc-hook.js';
export type { BrokerAddressMap } from './routing/broker-address-table.js';
export type { NameServerRecord, NameServerStatus } from './routing/name-server-client.js';
export type { TopicRouteState, TopicRouteStatus } from './routing/topic-route-status.js';
export { RocketMQClient } from './rocketmq-client.js';
export type { RocketMQClientOptions } from './rocketmq-client-options.js';
