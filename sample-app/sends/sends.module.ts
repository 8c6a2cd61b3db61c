/**
 * What runs around every send of the shop's connection.
 */
import { Module } from '@nestjs/common';
import { AttemptCounter } from './attempt-counter.hook.js';
import { EmbargoGuard } from './embargo.guard.js';
import { EmbargoList } from './embargo-list.js';
import { TraceInterceptor } from './trace.interceptor.js';

@Module({
  providers: [AttemptCounter, EmbargoGuard, EmbargoList, TraceInterceptor],
  exports: [AttemptCounter],
})
export class SendsModule {}
