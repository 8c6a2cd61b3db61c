/**
 * Everything that may be imported from `nestjs-rocketmq/health`; needs `@nestjs/terminus`.
 */
export { RocketMQHealthModule } from './rocketmq-health.module.js';
export { type RocketMQHealthData, RocketMQHealthIndicator } from './rocketmq.health.js';
