import { Controller, Post } from '@nestjs/common';
import { SendSync } from 'nestjs-rocketmq';

@Controller('orders')
export class OrdersController {
  @Post()
  @SendSync('order-created')
  async create() {
    return { id: '1' };
  }
}
// #region http-errors
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ROCKETMQ_EXCEPTION_FILTER_OPTIONS, RocketMQExceptionFilter } from 'nestjs-rocketmq';

@Module({
  controllers: [OrdersController],
  providers: [
    { provide: APP_FILTER, useClass: RocketMQExceptionFilter },
    { provide: ROCKETMQ_EXCEPTION_FILTER_OPTIONS, useValue: { retryAfterSeconds: 5 } }, // may be left out
  ],
})
export class OrdersModule {}
// #endregion
