/**
 * Payments.
 */
import { Module } from '@nestjs/common';
import { RocketMQModule } from 'nestjs-rocketmq';
import { AuditModule } from '../audit/audit.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { AttemptStampInterceptor } from './attempt-stamp.interceptor.js';
import { ChargesService } from './charges.service.js';
import { paymentReminder } from './payment-topics.js';
import { PaymentsController } from './payments.controller.js';
import { PaymentsService } from './payments.service.js';
import { RemindersService } from './reminders.service.js';
import { SignatureInterceptor } from './signature.interceptor.js';

@Module({
  imports: [AuditModule, OrdersModule, RocketMQModule.forFeature({ topics: [paymentReminder] })],
  controllers: [PaymentsController],
  providers: [ChargesService, PaymentsService, RemindersService, SignatureInterceptor, AttemptStampInterceptor],
})
export class PaymentsModule {}
