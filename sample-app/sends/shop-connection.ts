/**
 * Options of the shop's connection, as a function: with the guard, the interceptor and the hook of every send.
 */
import type { RocketMQModuleOptions } from 'nestjs-rocketmq';
import type { ShopConfig } from '../config/shop-config.service.js';
import { AttemptCounter } from './attempt-counter.hook.js';
import { drainReport } from './drain-report.js';
import { EmbargoGuard } from './embargo.guard.js';
import { TraceInterceptor } from './trace.interceptor.js';

export function shopConnection({ nameServers, preflight }: ShopConfig): RocketMQModuleOptions {
  return {
    nameServers,
    preflight,
    producer: { group: 'shop' },
    guards: [EmbargoGuard],
    interceptors: [TraceInterceptor],
    hooks: [AttemptCounter],
    onDrained: (report) => console.log(drainReport('DrainReport', report)),
  };
}
