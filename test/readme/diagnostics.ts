import type { Producer } from 'nestjs-rocketmq/client';

export const lines: string[] = [];
export const currentTraceparent = (): string => '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
// #region diagnostics-events
import { subscribe } from 'node:diagnostics_channel';
import type { DiagnosticsEvents } from 'nestjs-rocketmq/client';

subscribe('rocketmq:send:end', (message) => {
  const { topic, messageId, attempts, elapsedMs } = message as DiagnosticsEvents['rocketmq:send:end'];
  lines.push(`${topic} ${messageId}: ${attempts} attempts, ${elapsedMs} ms`);
});
// #endregion

// #region diagnostics-tracer
subscribe('rocketmq:send:start', (message) => {
  const { addProperty } = message as DiagnosticsEvents['rocketmq:send:start'];
  addProperty('traceparent', currentTraceparent());
});
// #endregion

// #region diagnostics-latencies
import { latencyPercentileMs, mergeLatencies } from 'nestjs-rocketmq/client';

export function slowestPercent(orders: Producer, bills: Producer): number {
  const both = mergeLatencies(orders.stats().latencies, bills.stats().latencies);
  return latencyPercentileMs(both, 99); // never too low, and at most twice the true value
}
// #endregion
