/**
 * Listens to all events of all connections: counts them.
 */
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { RocketMQEvents, type RocketMQEventType } from 'nestjs-rocketmq';
import type { Subscription } from 'rxjs';

@Injectable()
export class EventCounts implements OnModuleDestroy {
  private readonly countOf = new Map<RocketMQEventType, number>();
  private readonly subscription: Subscription;

  constructor(events: RocketMQEvents) {
    this.subscription = events.events$.subscribe(({ type }) => {
      this.countOf.set(type, (this.countOf.get(type) ?? 0) + 1);
    });
  }

  onModuleDestroy(): void {
    this.subscription.unsubscribe();
  }

  byType(): Readonly<Partial<Record<RocketMQEventType, number>>> {
    return Object.fromEntries(this.countOf);
  }
}
