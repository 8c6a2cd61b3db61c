// #region options
import { Module } from '@nestjs/common';
import { RocketMQModule } from 'nestjs-rocketmq';

@Module({
  imports: [
    RocketMQModule.forRootAsync({
      useFactory: () => ({
        nameServers: process.env['NAMESRV_ADDR'] ?? '127.0.0.1:9876',
        producer: {
          group: 'orders',
          timeoutMs: 5000,
          retryTimesWhenSendFailed: 3,
          retryResponseCodes: { async: [2] }, // ASYNC sends go on to another broker when one is busy
          batching: true,
        },
        startup: 'eager',
        drainTimeoutMs: 10_000,
      }),
    }),
  ],
})
export class AppModule {}
// #endregion
