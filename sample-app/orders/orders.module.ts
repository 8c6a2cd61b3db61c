/**
 * Orders. RocketMQModule is global, so it needs no import here; `forFeature` adds what only this module wants.
 */
import { Module } from '@nestjs/common';
import { RocketMQModule } from 'nestjs-rocketmq';
import { AuditModule } from '../audit/audit.module.js';
import { FraudCase } from './fraud/fraud-case.js';
import { FraudGuard } from './fraud/fraud.guard.js';
import { FraudScoreInterceptor } from './fraud/fraud-score.interceptor.js';
import { OrderBook } from './order-book.service.js';
import { OrderFormatInterceptor } from './order-format.interceptor.js';
import { OrderReplay } from './order-replay.service.js';
import { orderCancelled } from './order-topics.js';
import { OrdersController } from './orders.controller.js';
import { OrdersService } from './orders.service.js';

@Module({
  imports: [
    AuditModule,
    RocketMQModule.forFeature({ interceptors: [OrderFormatInterceptor], topics: [orderCancelled] }),
  ],
  controllers: [OrdersController],
  providers: [
    OrderBook,
    OrdersService,
    OrderReplay,
    OrderFormatInterceptor,
    FraudCase,
    FraudGuard,
    FraudScoreInterceptor,
  ],
  exports: [OrderBook],
})
export class OrdersModule {}
