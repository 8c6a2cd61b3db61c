/**
 * Injection tokens of the module. `Symbol.for`, so that a second copy of the package still means the same provider.
 */

/** What `forRoot()` or the options factory gave, unchecked. */
export const ROCKETMQ_OPTIONS = Symbol.for('nestjs-rocketmq:options');

/** The checked options with every default filled in. */
export const MODULE_SETTINGS = Symbol.for('nestjs-rocketmq:settings');

/** The native client and producer of the module: the one provider through which everything reaches the network. */
export const NATIVE_CLIENT = Symbol.for('nestjs-rocketmq:native-client');

/** What publish decorators have injected into their hosts. */
export const DECORATED_PUBLISHER = Symbol.for('nestjs-rocketmq:publisher');

/**
 * Options of `RocketMQExceptionFilter`, where Nest makes the filter.
 *
 * @publicApi
 */
export const ROCKETMQ_EXCEPTION_FILTER_OPTIONS = Symbol.for('nestjs-rocketmq:exception-filter-options');

/** Context of every log line of the module. */
export const LOGGER_CONTEXT = 'RocketMQ';
