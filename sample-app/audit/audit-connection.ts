/**
 * Options of the connection `audit`, as a class: it goes to the auditors' cluster, which may be the shop's own.
 */
import { Injectable } from '@nestjs/common';
import type { RocketMQModuleOptions, RocketMQOptionsFactory } from 'nestjs-rocketmq';
import { ShopConfig } from '../config/shop-config.service.js';
import { drainReport } from '../sends/drain-report.js';

@Injectable()
export class AuditConnection implements RocketMQOptionsFactory {
  constructor(private readonly config: ShopConfig) {}

  createRocketMQOptions(): RocketMQModuleOptions {
    return {
      nameServers: this.config.auditNameServers,
      preflight: this.config.preflight,
      producer: { group: 'shop-audit' },
      onDrained: (report) => console.log(drainReport('DrainReport of audit', report)),
    };
  }
}
