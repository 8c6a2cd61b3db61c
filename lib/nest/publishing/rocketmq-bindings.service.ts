/**
 * Everything in an app that publishes by decorator.
 */
import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { SendMode } from '../../client/index.js';
import { type HostView, hostsOf, prototypeOf } from '../hosts/host-view.js';
import { DECORATOR_NAMES } from './publish-method.decorator.js';
import { sendMode } from '../message/publish-mode.js';
import { decoratedMethodsOf } from '../hosts/publish-sites.js';
import { topicName } from '../message/topic-definition.js';

/**
 * One publish decorator of one provider or controller.
 *
 * @publicApi
 */
export interface PublishSite {
  /** The decorator, like `@SendSync`. */
  readonly decorator: string;
  /** That of `@SendBatch` is SYNC. */
  readonly mode: SendMode;
  readonly topic: string;
  /** Name of the connection that is sent over. */
  readonly connection: string;
  /** Class and method as they are written, like `OrdersService.create`; the class may be a base class of the host. */
  readonly method: string;
  /** Name of the class of the provider or controller. */
  readonly host: string;
  /** Name of the module that it belongs to. */
  readonly module: string;
}

/**
 * Lists what publishes by decorator, in all connections of the app; imperative sends cannot be known beforehand.
 *
 * @publicApi
 */
@Injectable()
export class RocketMQBindings {
  constructor(@Inject(DiscoveryService) private readonly discovery: DiscoveryService) {}

  /** Complete once every provider is made: from `onModuleInit` on. Modules that are loaded lazily join when they are. */
  list(): readonly PublishSite[] {
    return hostsOf(this.discovery).flatMap(sitesOf);
  }
}

function sitesOf(view: HostView): PublishSite[] {
  const prototype = prototypeOf(view);
  if (prototype === undefined) return [];
  const host = prototype.constructor.name;
  const module = view.host?.name ?? '';
  return decoratedMethodsOf(prototype).flatMap(({ method, connection, bindings }) =>
    bindings.map(({ mode, topic }) => {
      const decorator = DECORATOR_NAMES[mode];
      return { decorator, mode: sendMode(mode), topic: topicName(topic), connection, method, host, module };
    }),
  );
}
