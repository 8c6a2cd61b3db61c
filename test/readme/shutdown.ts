import { EventEmitter, once } from 'node:events';
import { Controller, Get, Logger, Module } from '@nestjs/common';
import { RocketMQModule } from 'nestjs-rocketmq';
/** Emits `go` when `/slow` may answer, and `asked` when it is asked. */
export const slowAnswer = new EventEmitter();

@Controller()
export class PingController {
  @Get()
  ping(): string {
    return 'pong';
  }

  @Get('slow')
  async slow(): Promise<string> {
    const mayGo = once(slowAnswer, 'go');
    slowAnswer.emit('asked');
    await mayGo;
    return 'pong';
  }
}

// #region drain-report
@Module({
  imports: [
    RocketMQModule.forRoot({
      nameServers: ['127.0.0.1:9876'],
      producer: { group: 'shop' },
      drainTimeoutMs: 10_000,
      onDrained: ({ pending, settled, failed, aborted }) => {
        Logger.log(`${pending} sends were under way: ${settled} settled, ${failed} failed, ${aborted} aborted`);
      },
    }),
  ],
  controllers: [PingController],
})
export class AppModule {}
// #endregion
