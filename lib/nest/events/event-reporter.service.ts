/**
 * Tells what happened to sends that nobody waits for: the module's event listener and the log.
 * Never throws, whatever the user's listeners do.
 */
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ClientEvent } from '../../client/index.js';
import { loggerContext } from '../connection/connection-naming.js';
import { EventBus } from './event-bus.service.js';
import type { ModuleSettings } from '../connection/module-settings.js';
import { MODULE_SETTINGS } from '../connection/rocketmq.constants.js';
import type { UnnamedEvent } from './rocketmq-event.interface.js';
import { toError } from '../errors/to-error.js';

/** One-way failures with less time than this between them are one burst, in milliseconds. */
const BURST_GAP_MS = 10_000;

@Injectable()
export class EventReporter {
  private readonly logger: Logger;
  private onewayFailureCount = 0;
  private lastOnewayFailureAt = -Infinity;
  private unloggedOnewayFailures = 0;

  constructor(
    @Inject(MODULE_SETTINGS) private readonly settings: ModuleSettings,
    @Inject(EventBus) private readonly bus: EventBus,
  ) {
    this.logger = new Logger(loggerContext(settings.connection));
  }

  /** One-way sends of decorated methods that failed on this side, since boot. */
  get onewayFailures(): number {
    return this.onewayFailureCount;
  }

  emit(event: ClientEvent): void {
    this.tell(event);
    try {
      this.settings.onEvent?.(event);
    } catch (error) {
      this.logger.error(`onEvent threw: ${toError(error).message}`);
    }
  }

  /** To those who listen in the app; `onEvent` takes what the client tells, too. */
  tell(event: UnnamedEvent): void {
    this.bus.emit({ ...event, connection: this.settings.connection });
  }

  /** An ASYNC send failed and has no callback of its own: to the producer's `onException`, else an event and a line. */
  asyncSendFailed(topic: string, error: Error, sender: string): void {
    const { onException } = this.settings.producer;
    if (onException !== undefined) {
      this.callBack(() => onException(error));
      return;
    }
    this.emit({ type: 'send-exception', topic, error });
    this.logger.warn(`${sender}: ${error.message}`);
  }

  /** Counts; the first failure of a burst goes to the log, the next burst tells how many more there were. */
  onewaySendFailed(error: Error, sender: string): void {
    const now = performance.now();
    const isNewBurst = now - this.lastOnewayFailureAt > BURST_GAP_MS;
    this.lastOnewayFailureAt = now;
    this.onewayFailureCount += 1;
    if (!isNewBurst) {
      this.unloggedOnewayFailures += 1;
      return;
    }
    const before =
      this.unloggedOnewayFailures === 0 ? '' : ` (${this.unloggedOnewayFailures} more failed after the last such line)`;
    this.unloggedOnewayFailures = 0;
    this.logger.warn(`${sender}: one-way sends fail: ${error.message}${before}`);
  }

  /** Runs a user's callback; what it throws or rejects with is told and starts nothing else. */
  callBack(call: () => unknown): void {
    try {
      const result = call();
      if (result instanceof Promise) result.catch((error: unknown) => this.callbackThrew(error));
    } catch (error) {
      this.callbackThrew(error);
    }
  }

  private callbackThrew(error: unknown): void {
    this.emit({ type: 'callback-threw', error });
    this.logger.warn(`a callback threw: ${toError(error).message}`);
  }
}
