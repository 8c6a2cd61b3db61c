/**
 * The root module: the shop's connection to RocketMQ, that of its auditors, and one module for each part of the business.
 */
import { type BeforeApplicationShutdown, type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import {
  ROCKETMQ_EXCEPTION_FILTER_OPTIONS,
  RocketMQExceptionFilter,
  type RocketMQExceptionFilterOptions,
  RocketMQModule,
} from 'nestjs-rocketmq';
import { AdminModule } from './admin/admin.module.js';
import { AuditConnection } from './audit/audit-connection.js';
import { ConfigModule } from './config/config.module.js';
import type { ShopCluster } from './config/shop-cluster.js';
import { ShopConfig } from './config/shop-config.service.js';
import { HealthModule } from './health/health.module.js';
import { HttpClosing } from './http/http-closing.service.js';
import { NewsletterModule } from './newsletter/newsletter.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { PaymentsModule } from './payments/payments.module.js';
import { PrinterModule } from './printer/printer.module.js';
import { SendsModule } from './sends/sends.module.js';
import { shopConnection } from './sends/shop-connection.js';
import { ShippingModule } from './shipping/shipping.module.js';

const FILTER_OPTIONS: RocketMQExceptionFilterOptions = { retryAfterSeconds: 2 };

@Module({})
export class AppModule implements BeforeApplicationShutdown {
  static on(cluster: ShopCluster): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.on(cluster),
        RocketMQModule.forRootAsync({ inject: [ShopConfig], useFactory: shopConnection }),
        RocketMQModule.forRootAsync({ name: 'audit', useClass: AuditConnection }),
        SendsModule,
        OrdersModule,
        PaymentsModule,
        ShippingModule,
        NewsletterModule,
        AdminModule,
        HealthModule,
        PrinterModule,
      ],
      providers: [
        HttpClosing,
        { provide: APP_FILTER, useClass: RocketMQExceptionFilter },
        { provide: ROCKETMQ_EXCEPTION_FILTER_OPTIONS, useValue: FILTER_OPTIONS },
      ],
    };
  }

  /** @param signal - none if the shop could not open */
  beforeApplicationShutdown(signal?: string): void {
    if (signal !== undefined) console.log(`\n${signal}: the shop closes`);
  }
}
