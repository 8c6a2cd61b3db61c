/**
 * GET /admin/bindings: everything in the shop that publishes by decorator. GET /admin/counters: what came of it.
 */
import { Controller, Get } from '@nestjs/common';
import { ProducerService, type PublishSite, RocketMQBindings } from 'nestjs-rocketmq';
import { AuditOutcomes } from '../audit/audit-outcomes.service.js';
import { AttemptCounter } from '../sends/attempt-counter.hook.js';
import { EventCounts } from './event-counts.service.js';

@Controller('admin')
export class AdminController {
  constructor(
    private readonly rocketmqBindings: RocketMQBindings,
    private readonly producer: ProducerService,
    private readonly attempts: AttemptCounter,
    private readonly audit: AuditOutcomes,
    private readonly events: EventCounts,
  ) {}

  @Get('bindings')
  bindings(): readonly PublishSite[] {
    return this.rocketmqBindings.list();
  }

  @Get('counters')
  counters(): object {
    const { state, onewayFailures, suppressedSends } = this.producer.status();
    return {
      state,
      attempts: this.attempts.byBroker(),
      audit: this.audit.counts,
      events: this.events.byType(),
      onewayFailures,
      suppressedSends,
    };
  }
}
