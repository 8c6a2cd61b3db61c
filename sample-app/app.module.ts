/**
 * The root module: one connection to RocketMQ for the whole shop, with the guard and the interceptor of every send.
 */
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { type DrainReport, RocketMQExceptionFilter, RocketMQModule } from 'nestjs-rocketmq';
import type { ShopCluster } from './cluster.js';
import { HealthModule } from './health/health.module.js';
import { HttpClosing } from './http/http-closing.service.js';
import { NewsletterController } from './newsletter/newsletter.controller.js';
import { SubscribersService } from './newsletter/subscribers.service.js';
import { OrdersModule } from './orders/orders.module.js';
import { PrinterModule } from './printer/printer.module.js';
import { EmbargoGuard } from './sends/embargo.guard.js';
import { EmbargoList } from './sends/embargo-list.js';
import { TraceInterceptor } from './sends/trace.interceptor.js';

@Module({})
export class AppModule {
  static on(cluster: ShopCluster): DynamicModule {
    return {
      module: AppModule,
      imports: [
        RocketMQModule.forRoot({
          nameServers: cluster.nameServers,
          producer: { group: 'shop' },
          guards: [EmbargoGuard],
          interceptors: [TraceInterceptor],
          onDrained: printDrainReport,
        }),
        OrdersModule,
        PrinterModule.on(cluster),
        HealthModule,
      ],
      controllers: [NewsletterController],
      providers: [
        SubscribersService,
        EmbargoList,
        EmbargoGuard,
        TraceInterceptor,
        HttpClosing,
        { provide: APP_FILTER, useClass: RocketMQExceptionFilter },
      ],
    };
  }
}

/** The shop's last word: what became of the sends that were under way when it closed. */
function printDrainReport({ pending, settled, failed, aborted, elapsedMs }: DrainReport): void {
  const verdict = failed + aborted === 0 ? 'nothing lost' : `${failed + aborted} lost`;
  console.log(
    `DrainReport: ${pending} sends under way, ${settled} settled, ${failed} failed, ${aborted} aborted ` +
      `in ${Math.round(elapsedMs)} ms: ${verdict}`,
  );
}
