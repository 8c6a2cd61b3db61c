/**
 * GET /health/live: 200 as long as the process is well; GET /health/ready: 200 when the shop can publish, 503 when it cannot;
 * GET /health: both connections in detail, for a dashboard.
 */
import { Controller, Get } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { RocketMQHealthIndicator } from 'nestjs-rocketmq/health';
import { orderCreated } from '../orders/order-topics.js';

const PROBE_TIMEOUT_MS = 1000;

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly rocketmq: RocketMQHealthIndicator,
  ) {}

  /** Asks the name servers, over the connections that are there. */
  @Get()
  @HealthCheck()
  check(): Promise<HealthCheckResult> {
    const probe = { timeoutMs: PROBE_TIMEOUT_MS };
    return this.health.check([
      () => this.rocketmq.check('rocketmq', { topics: [orderCreated.name], probe }),
      () => this.rocketmq.check('audit', { connection: 'audit', probe }),
    ]);
  }

  @Get('live')
  @HealthCheck()
  live(): Promise<HealthCheckResult> {
    return this.health.check([() => this.rocketmq.liveness('rocketmq')]);
  }

  /** The shop sells on without its auditors, so their connection does not count. */
  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.rocketmq.readiness('rocketmq')]);
  }
}
