/**
 * How apps name the producer of a connection in dependency injection.
 */
import { Inject, type InjectionToken } from '@nestjs/common';
import { DEFAULT_CONNECTION } from '../connection/connection-naming.js';
import { ProducerService } from '../sending/producer.service.js';

/**
 * Token of the `ProducerService` of one connection, e.g. for `useFactory` or `app.get()`.
 *
 * @param connection - as in `forRoot({ name })`; default the connection without a name, whose token is the class itself
 * @publicApi
 */
export function getProducerToken(connection: string = DEFAULT_CONNECTION): InjectionToken<ProducerService> {
  if (connection === DEFAULT_CONNECTION) return ProducerService;
  return Symbol.for(`ProducerService of RocketMQModule.forRoot({ name: '${connection}' })`);
}

/**
 * Injects the `ProducerService` of one connection.
 *
 * @param connection - as in `forRoot({ name })`; default the connection without a name
 * @example
 * ```ts
 * constructor(@InjectProducer('audit') private readonly audit: ProducerService) {}
 * ```
 * @publicApi
 */
export function InjectProducer(connection: string = DEFAULT_CONNECTION): PropertyDecorator & ParameterDecorator {
  return Inject(getProducerToken(connection));
}
