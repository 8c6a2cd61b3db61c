/**
 * Where the connections of an app put their events, and where listeners get them.
 */
import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { RocketMQEvent } from './rocketmq-event.interface.js';

@Injectable()
export class EventBus {
  private readonly subject = new Subject<RocketMQEvent>();
  readonly events$ = this.subject.asObservable();

  emit(event: RocketMQEvent): void {
    this.subject.next(event);
  }
}
