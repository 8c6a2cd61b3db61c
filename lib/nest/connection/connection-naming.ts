/**
 * What is called after a connection: injection tokens and log lines. Tokens are `Symbol.for`, so that a second copy of
 * the package still means the same provider.
 */
import type { InjectionToken } from '@nestjs/common';
import { LOGGER_CONTEXT } from './rocketmq.constants.js';

/** Name of the connection of a `forRoot()` without `name`. */
export const DEFAULT_CONNECTION = 'default';

/** Its native client: the one provider through which everything of the connection reaches the network. */
export function nativeClientToken(connection: string): InjectionToken {
  return Symbol.for(`nestjs-rocketmq:native-client of the connection ${connection}`);
}

/** What publish decorators have injected into their hosts. Nest prints the text when it finds no such provider. */
export function publisherToken(connection: string): InjectionToken {
  return Symbol.for(`nestjs-rocketmq:publisher of the connection ${connection}`);
}

/** Context of the connection's log lines. */
export function loggerContext(connection: string): string {
  return connection === DEFAULT_CONNECTION ? LOGGER_CONTEXT : `${LOGGER_CONTEXT}:${connection}`;
}
