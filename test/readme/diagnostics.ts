import type { Producer } from 'nestjs-rocketmq/client';

export const lines: string[] = [];
export const currentTraceparent = (): string => '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
// #region diagnostics-events
import { subscribe } from 'node:diagnostics_channel';
import type { DiagnosticsEvents } from 'nestjs-rocketmq/client';

function logSend(message: unknown): void {
  const { topic, messageId, attempts, elapsedMs } = message as DiagnosticsEvents['rocketmq:send:end'];
  lines.push(`${topic} ${messageId}: ${attempts} attempts, ${elapsedMs} ms`);
}
subscribe('rocketmq:send:end', logSend);
// #endregion

// #region diagnostics-tracer
function addTrace(message: unknown): void {
  const { addProperty } = message as DiagnosticsEvents['rocketmq:send:start'];
  addProperty('traceparent', currentTraceparent());
}
subscribe('rocketmq:send:start', addTrace);
// #endregion

/** The channels belong to the process: whoever runs this has to unsubscribe. */
export const SUBSCRIBERS = { 'rocketmq:send:end': logSend, 'rocketmq:send:start': addTrace };

// #region diagnostics-latencies
import { latencyPercentileMs, mergeLatencies } from 'nestjs-rocketmq/client';

export function slowestPercent(orders: Producer, bills: Producer): number {
  const both = mergeLatencies(orders.stats().latencies, bills.stats().latencies);
  return latencyPercentileMs(both, 99); // never too low, and at most twice the true value
}
// #endregion
