// #region health
import { Controller, Get, Module } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { RocketMQHealthIndicator, RocketMQHealthModule } from 'nestjs-rocketmq/health';

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly rocketmq: RocketMQHealthIndicator,
  ) {}

  @Get('live') // livenessProbe: never down because of a server, which no restart would mend
  @HealthCheck()
  live() {
    return this.health.check([() => this.rocketmq.liveness('rocketmq')]);
  }

  @Get('ready') // readinessProbe: down when nothing can be published, and while the app shuts down
  @HealthCheck()
  ready() {
    return this.health.check([() => this.rocketmq.readiness('rocketmq', { topics: ['order-created'] })]);
  }
}

@Module({ imports: [TerminusModule, RocketMQHealthModule], controllers: [HealthController] })
export class HealthModule {}
// #endregion
