/**
 * Tokens of what the test kit provides: the class itself for the connection without a name, as with `ProducerService`.
 */
import type { InjectionToken } from '@nestjs/common';
import { DEFAULT_CONNECTION } from '../nest/connection/connection-naming.js';
import { RecordingProducer } from './recording-producer.js';
import { RocketMQTestBroker } from './rocketmq-test-broker.js';

/**
 * Token of the recorder of one connection.
 *
 * @param connection - as in `provideRecordingProducer({ connection })`; default the one without a name
 * @publicApi
 */
export function getRecordingProducerToken(connection: string = DEFAULT_CONNECTION): InjectionToken<RecordingProducer> {
  return connection === DEFAULT_CONNECTION ? RecordingProducer : Symbol.for(`RecordingProducer of ${connection}`);
}

/**
 * Token of the brokers of one connection.
 *
 * @param connection - as in `RocketMQTestingModule.forRoot({ name })`; default the one without a name
 * @publicApi
 */
export function getTestBrokerToken(connection: string = DEFAULT_CONNECTION): InjectionToken<RocketMQTestBroker> {
  return connection === DEFAULT_CONNECTION ? RocketMQTestBroker : Symbol.for(`RocketMQTestBroker of ${connection}`);
}
