/**
 * Everything that may be imported from `nestjs-rocketmq/testing`. Needs no test runner, and no `@nestjs/testing`.
 */
export { type LeakWatch, watchForLeaks } from './leak-watch.js';
export type { MessageBody } from './message-body.js';
export type { RecordedMessage } from './recorded-message.interface.js';
export { type FailNextOptions, RecordingProducer, type RecordingProducerOptions } from './recording-producer.js';
export {
  bindPublisher,
  type OverridableModule,
  overrideRocketMQ,
  provideRecordingProducer,
} from './recording-providers.js';
export { type ReceivedMessage, RocketMQTestBroker } from './rocketmq-test-broker.js';
export type { RocketMQTestingModuleOptions } from './rocketmq-testing-options.interface.js';
export { RocketMQTestingModule } from './rocketmq-testing.module.js';
export { LeakError, MessagesMissingError, type MissingMessages, RecorderUnsupportedError } from './testing-errors.js';
export { getRecordingProducerToken, getTestBrokerToken } from './testing-tokens.js';
