/**
 * The delay levels that brokers of every version know, unless their `messageDelayLevel` differs.
 */
import type { DelayLevel } from 'nestjs-rocketmq';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** Level 1 first. */
const LEVELS_MS: readonly number[] = [
  ...[1, 5, 10, 30].map((count) => count * SECOND_MS),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 60, 120].map((count) => count * MINUTE_MS),
];

/** The first level that waits at least that long, or the longest one. */
export function delayLevelFor(delayMs: number): DelayLevel {
  const index = LEVELS_MS.findIndex((levelMs) => levelMs >= delayMs);
  return ((index === -1 ? LEVELS_MS.length - 1 : index) + 1) as DelayLevel;
}
