// #region first-app-module
// src/app.module.ts
import { Module } from '@nestjs/common';
import { RocketMQModule } from 'nestjs-rocketmq';
import { OrdersController } from './orders.controller.js';

@Module({
  imports: [
    RocketMQModule.forRootAsync({
      useFactory: () => ({
        nameServers: process.env['NAMESRV_ADDR'] ?? '127.0.0.1:9876',
        producer: { group: 'my-shop' },
      }),
    }),
  ],
  controllers: [OrdersController],
})
export class AppModule {}
// #endregion
