/**
 * The events of all connections of an app as a stream.
 */
import { Inject, Injectable } from '@nestjs/common';
import { filter, type Observable } from 'rxjs';
import { EventBus } from './event-bus.service.js';
import type { RocketMQEvent, RocketMQEventOf, RocketMQEventType } from './rocketmq-event.interface.js';

/**
 * What the connections of the app tell, as it happens: nothing is kept for later subscribers.
 *
 * @example
 * ```ts
 * events.of('send-exception').subscribe(({ topic, error }) => this.alerts.raise(topic, error));
 * ```
 * @publicApi
 */
@Injectable()
export class RocketMQEvents {
  readonly events$: Observable<RocketMQEvent>;

  constructor(@Inject(EventBus) bus: EventBus) {
    this.events$ = bus.events$;
  }

  /** Those of one type. */
  of<T extends RocketMQEventType>(type: T): Observable<RocketMQEventOf<T>> {
    return this.events$.pipe(filter((event): event is RocketMQEventOf<T> => event.type === type));
  }
}
