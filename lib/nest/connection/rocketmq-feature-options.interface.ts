/**
 * Options of `RocketMQModule.forFeature()`.
 */
import type { CanActivate, NestInterceptor, Type } from '@nestjs/common';
import type { Hook } from './rocketmq-module-options.interface.js';
import type { TopicReference } from '../message/topic-definition.js';

/**
 * What one module of the app adds to a connection.
 *
 * @publicApi
 */
export interface RocketMQFeatureOptions {
  /** Name of the connection, as in `forRoot({ name })`; default the one without a name. */
  readonly connection?: string | undefined;
  /**
   * Guards for what the decorated methods of the importing module send over the connection: after those of `forRoot()`,
   * before those of class and method. Imperative sends pass those of `forRoot()` only.
   */
  readonly guards?: readonly Type<CanActivate>[] | undefined;
  /** Interceptors for the same sends, inside those of `forRoot()`. */
  readonly interceptors?: readonly Type<NestInterceptor>[] | undefined;
  /** Hooks of the native client, behind those of `forRoot()`. They see everything that the connection sends. */
  readonly hooks?: readonly Type<Hook>[] | undefined;
  /** Topics that the module sends to imperatively, for `preflight`; those of decorators are known. */
  readonly topics?: readonly TopicReference[] | undefined;
}
