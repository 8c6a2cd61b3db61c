/**
 * Everything that may be imported from `nestjs-rocketmq/health`; needs `@nestjs/terminus`.
 */
export { RocketMQHealthModule } from './rocketmq-health.module.js';
export type { RocketMQHealthData, RocketMQHealthState } from './rocketmq-health-data.js';
export type { RocketMQHealthOptions } from './rocketmq-health-options.interface.js';
export { RocketMQHealthIndicator } from './rocketmq.health.js';
