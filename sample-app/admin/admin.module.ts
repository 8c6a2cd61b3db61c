/**
 * For those who run the shop.
 */
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { SendsModule } from '../sends/sends.module.js';
import { AdminController } from './admin.controller.js';
import { Alerts } from './alerts.service.js';
import { EventCounts } from './event-counts.service.js';

@Module({ imports: [AuditModule, SendsModule], controllers: [AdminController], providers: [Alerts, EventCounts] })
export class AdminModule {}
