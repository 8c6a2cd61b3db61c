/**
 * The entry `nestjs-rocketmq/embedded`: everything public of the embedded cluster.
 */
export { EmbeddedCluster, NAME_SERVER } from './embedded-cluster.js';
export type { StopServerOptions, TopicOptions } from './embedded-cluster.js';
export type { EmbeddedClusterOptions, EmbeddedClusterVersion } from './embedded-cluster-options.js';
export type { EmbeddedClusterStats } from './embedded-cluster-stats.js';
export type { RequestName } from './exchange.js';
export type { Fault, FaultAction, FaultHandle } from './fault-script.js';
export { MessageWaitError } from './message-wait-error.js';
export type { RouteExtras } from './name-server.js';
export type { RecordedRequest, RequestCounts } from './request-log.js';
