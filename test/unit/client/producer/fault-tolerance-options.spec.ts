import { describe, expect, it } from '@jest/globals';
import {
  faultToleranceProblems,
  ISOLATION_LATENCY_MS,
  notAvailableDurationMs,
  resolveFaultToleranceOptions,
} from '../../../../lib/client/producer/fault-tolerance-options.js';

const DEFAULTS = resolveFaultToleranceOptions({});

describe('the options of latency fault tolerance', () => {
  it("[D1.1] are off by default, with Java's times", () => {
    expect(DEFAULTS).toEqual({
      sendLatencyFaultEnable: false,
      latencyMaxMs: [50, 100, 550, 1800, 3000, 5000, 15_000],
      notAvailableDurationMs: [0, 0, 2000, 5000, 6000, 10_000, 30_000],
      startDetectorEnable: false,
      detectTimeoutMs: 200,
      detectIntervalMs: 2000,
    });
    expect(faultToleranceProblems(DEFAULTS).filter((problem) => problem !== undefined)).toEqual([]);
  });

  it.each([
    [{ sendLatencyFaultEnable: 'yes' }, 'sendLatencyFaultEnable must be true or false'],
    [{ startDetectorEnable: 1 }, 'startDetectorEnable must be true or false'],
    [{ latencyMaxMs: 50 }, 'latencyMaxMs must be a list of milliseconds'],
    [{ latencyMaxMs: [] }, 'latencyMaxMs must be a list of milliseconds'],
    [
      { latencyMaxMs: [0], notAvailableDurationMs: [-1] },
      'notAvailableDurationMs[0] is -1, it must be a number from 0 to 2147483647',
    ],
    [{ latencyMaxMs: [50, 50], notAvailableDurationMs: [0, 1] }, 'latencyMaxMs must be in ascending order'],
    [{ latencyMaxMs: [50] }, 'latencyMaxMs has 1 rows and notAvailableDurationMs 7, they must have as many'],
    [{ detectTimeoutMs: 0 }, 'detectTimeoutMs is 0, it must be a number from 1 to 2147483647'],
    [{ detectIntervalMs: '2 s' }, 'detectIntervalMs is 2 s, it must be a number from 1 to 2147483647'],
  ])('[D1.2] [D2.8] refuse %p', (options, problem) => {
    const problems = faultToleranceProblems(resolveFaultToleranceOptions(options as object));

    expect(problems.filter((one) => one !== undefined)).toEqual([problem]);
  });
});

describe('the latency table', () => {
  it.each([
    ['D2.0', 0, 0],
    ['D2.0', 49.9, 0],
    ['D2.0', 50, 0],
    ['D2.1', 100, 0],
    ['D2.1', 549.9, 0],
    ['D2.2', 550, 2000],
    ['D2.2', 1799, 2000],
    ['D2.3', 1800, 5000],
    ['D2.3', 2999, 5000],
    ['D2.4', 3000, 6000],
    ['D2.4', 4999, 6000],
    ['D2.5', 5000, 10_000],
    ['D2.5', 14_999, 10_000],
    ['D2.6', 15_000, 30_000],
    ['D2.6', 1e9, 30_000],
    ['D2.7', ISOLATION_LATENCY_MS, 10_000],
  ])('[%s] leaves a broker of %d ms out for %d ms', (_row, latencyMs, durationMs) => {
    expect(notAvailableDurationMs(latencyMs, DEFAULTS)).toBe(durationMs);
  });

  it("[D2.8] is the user's if there is one", () => {
    const table = { latencyMaxMs: [10, 20], notAvailableDurationMs: [7, 9] };

    const durations = [9, 10, 20, 1e6].map((latencyMs) => notAvailableDurationMs(latencyMs, table));

    expect(durations).toEqual([0, 7, 9, 9]);
  });
});
