/**
 * Injection tokens of the module. `Symbol.for`, so that a second copy of the package still means the same provider.
 */

/** What `forRoot()` or the options factory gave, unchecked. */
export const ROCKETMQ_OPTIONS = Symbol.for('nestjs-rocketmq:options');

/** The checked options with every default filled in. */
export const MODULE_SETTINGS = Symbol.for('nestjs-rocketmq:settings');

/** What a `forFeature()` adds, checked. */
export const FEATURE_SETTINGS = Symbol.for('nestjs-rocketmq:feature-settings');

/** How the connection is called. */
export const CONNECTION_NAME = Symbol.for('nestjs-rocketmq:connection-name');

/** Its `ProducerService`, for the module's own providers. */
export const CONNECTION_PRODUCER = Symbol.for('nestjs-rocketmq:connection-producer');

/** The native client and producer of the connection, for the module's own providers. */
export const NATIVE_CLIENT = Symbol.for('nestjs-rocketmq:native-client');

/**
 * Options of `RocketMQExceptionFilter`, where Nest makes the filter.
 *
 * @publicApi
 */
export const ROCKETMQ_EXCEPTION_FILTER_OPTIONS = Symbol.for('nestjs-rocketmq:exception-filter-options');

/** Context of the log lines, unless they are of a connection with a name. */
export const LOGGER_CONTEXT = 'RocketMQ';
