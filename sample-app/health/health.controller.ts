/**
 * GET /health: 200 when the shop can publish, 503 when it cannot.
 */
import { Controller, Get } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { RocketMQHealthIndicator } from 'nestjs-rocketmq/health';

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly rocketmq: RocketMQHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check(): Promise<HealthCheckResult> {
    return this.health.check([() => this.rocketmq.check('rocketmq')]);
  }
}
