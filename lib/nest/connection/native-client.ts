/**
 * The native client and producer of one module, made but not started.
 */
import { Logger } from '@nestjs/common';
import { type ClientEvent, type Producer, RocketMQClient } from '../../client/index.js';
import { loggerContext } from './connection-naming.js';
import type { ModuleSettings } from './module-settings.js';

/**
 * What is below `ProducerService`. Held in a plain object, because Nest may hand out its providers as proxies, and those
 * cannot reach the private fields of the two.
 *
 * @publicApi
 */
export interface NativeClient {
  readonly client: RocketMQClient;
  readonly producer: Producer;
}

/** Takes what the client tells. */
interface EventSink {
  emit(event: ClientEvent): void;
}

/** Connects to nothing. */
export function createNativeClient(settings: ModuleSettings, events: EventSink): NativeClient {
  const logger = new Logger(loggerContext(settings.connection));
  const client = new RocketMQClient({
    ...settings.clientOptions(),
    onEvent: (event) => events.emit(event),
    logger: { warn: (line) => logger.warn(line) },
  });
  return { client, producer: client.createProducer(settings.producer) };
}
