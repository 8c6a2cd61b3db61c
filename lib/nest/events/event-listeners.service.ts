/**
 * Connects methods with `@OnRocketMQEvent` to the events of the app.
 */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { InvalidOptionsError } from '../../client/index.js';
import { EventBus } from './event-bus.service.js';
import { type HostView, hostsOf, prototypeOf } from '../hosts/host-view.js';
import { eventTypesOf } from './on-rocketmq-event.decorator.js';
import { LOGGER_CONTEXT } from '../connection/rocketmq.constants.js';
import type { RocketMQEvent } from './rocketmq-event.interface.js';
import { toError } from '../errors/to-error.js';

interface Listener {
  readonly view: HostView;
  readonly name: string;
  readonly key: string;
  readonly types: readonly string[];
}

@Injectable()
export class EventListeners {
  private readonly logger = new Logger(LOGGER_CONTEXT);
  private isBound = false;

  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(EventBus) private readonly bus: EventBus,
  ) {}

  /**
   * Once for the app, before any connection starts; further calls do nothing.
   *
   * @throws {InvalidOptionsError} INVALID_OPTIONS - names every listener that is no singleton
   */
  bindAll(): void {
    if (this.isBound) return;
    this.isBound = true;
    const scanner = new MetadataScanner();
    const listeners = hostsOf(this.discovery).flatMap((view) => listenersOf(view, scanner));
    const problems = listeners.filter(({ view }) => !isSingleton(view)).map(({ name }) => `${name} ${NO_SINGLETON}`);
    if (problems.length > 0) throw new InvalidOptionsError('@OnRocketMQEvent', problems);
    for (const listener of listeners) {
      this.bus.events$.subscribe((event) => {
        if (listener.types.includes(event.type)) void this.tell(listener, event);
      });
    }
  }

  private async tell({ view, name, key }: Listener, event: RocketMQEvent): Promise<void> {
    try {
      await (view.instance as Record<string, (event: RocketMQEvent) => unknown>)[key]?.(event);
    } catch (error) {
      this.logger.error(`${name} threw on ${event.type}: ${toError(error).message}`);
    }
  }
}

const NO_SINGLETON = 'listens to events, and its class is request-scoped or transient: it must be a singleton';

function isSingleton(view: HostView): boolean {
  return !view.isTransient && view.isDependencyTreeStatic();
}

function listenersOf(view: HostView, scanner: MetadataScanner): Listener[] {
  const prototype = prototypeOf(view);
  if (prototype === undefined) return [];
  return scanner.getAllMethodNames(prototype).flatMap((key) => {
    const types = eventTypesOf(prototype, key);
    return types === undefined ? [] : [{ view, name: `${prototype.constructor.name}.${key}`, key, types }];
  });
}
