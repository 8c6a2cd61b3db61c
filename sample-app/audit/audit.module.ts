/**
 * Auditing. What it sends imperatively is named here, so that the preflight of its connection knows of it.
 */
import { Module } from '@nestjs/common';
import { RocketMQModule } from 'nestjs-rocketmq';
import { AuditOutcomes } from './audit-outcomes.service.js';
import { AuditService } from './audit.service.js';
import { shopAudit } from './audit-topics.js';

@Module({
  imports: [RocketMQModule.forFeature({ connection: 'audit', topics: [shopAudit] })],
  providers: [AuditService, AuditOutcomes],
  exports: [AuditService, AuditOutcomes],
})
export class AuditModule {}
