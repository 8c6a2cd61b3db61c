/**
 * Options of latency fault tolerance: the table from latencies to times out of use, and the detector. With 5.x's values
 * as defaults; 4.9 had other times in the table. Source: client behaviour D.1 and D.2, Java `MQFaultStrategy`.
 */
import { numberProblem } from '../errors/option-problems.js';

export interface FaultToleranceOptions {
  /**
   * Leaves out brokers that were slow or failed, for a time that the latency table says; default false (Java
   * `sendLatencyFaultEnable`). Sends with a `queue`, `selector` or `shardingKey` neither obey nor feed it.
   */
  readonly sendLatencyFaultEnable?: boolean | undefined;
  /**
   * Latencies, in milliseconds and in ascending order, from which on the row of `notAvailableDurationMs` counts; default
   * 50, 100, 550, 1800, 3000, 5000, 15000 (Java `latencyMax`). A failed attempt counts as 10000.
   */
  readonly latencyMaxMs?: readonly number[] | undefined;
  /**
   * How long a broker of that latency is left out, in milliseconds; default 0, 0, 2000, 5000, 6000, 10000, 30000 (Java
   * `notAvailableDuration`).
   */
  readonly notAvailableDurationMs?: readonly number[] | undefined;
  /**
   * Asks brokers that were noted, every few seconds, whether they can be reached again; default false. Only together with
   * `sendLatencyFaultEnable`.
   */
  readonly startDetectorEnable?: boolean | undefined;
  /** How long the detector waits for one broker, in milliseconds; default 200 (Java `detectTimeout`). */
  readonly detectTimeoutMs?: number | undefined;
  /** The least time between two questions to one broker, in milliseconds; default 2000 (Java `detectInterval`). */
  readonly detectIntervalMs?: number | undefined;
}

/** {@link FaultToleranceOptions} with every default filled in. */
export type ResolvedFaultToleranceOptions = {
  readonly [K in keyof FaultToleranceOptions]-?: NonNullable<FaultToleranceOptions[K]>;
};

/** A row for each latency: how long a broker that is so slow is left out. */
export type LatencyTable = Pick<ResolvedFaultToleranceOptions, 'latencyMaxMs' | 'notAvailableDurationMs'>;

/** The latency that an isolated broker counts as having. */
export const ISOLATION_LATENCY_MS = 10_000;

/** The duration of the last row whose latency is not above the measured one. */
export function notAvailableDurationMs(latencyMs: number, table: LatencyTable): number {
  const row = table.latencyMaxMs.findLastIndex((least) => latencyMs >= least);
  return table.notAvailableDurationMs[row] ?? 0;
}

export function resolveFaultToleranceOptions(options: FaultToleranceOptions): ResolvedFaultToleranceOptions {
  return {
    sendLatencyFaultEnable: options.sendLatencyFaultEnable ?? false,
    latencyMaxMs: options.latencyMaxMs ?? [50, 100, 550, 1800, 3000, 5000, 15_000],
    notAvailableDurationMs: options.notAvailableDurationMs ?? [0, 0, 2000, 5000, 6000, 10_000, 30_000],
    startDetectorEnable: options.startDetectorEnable ?? false,
    detectTimeoutMs: options.detectTimeoutMs ?? 200,
    detectIntervalMs: options.detectIntervalMs ?? 2000,
  };
}

/** What is wrong with the options, a sentence each. */
export function faultToleranceProblems(options: ResolvedFaultToleranceOptions): (string | undefined)[] {
  return [
    ...(['sendLatencyFaultEnable', 'startDetectorEnable'] as const).map((name) =>
      typeof options[name] === 'boolean' ? undefined : `${name} must be true or false`,
    ),
    ...tableProblems(options),
    ...(['detectTimeoutMs', 'detectIntervalMs'] as const).map((name) => numberProblem(name, options[name], 1)),
  ];
}

function tableProblems({ latencyMaxMs, notAvailableDurationMs: durations }: LatencyTable): (string | undefined)[] {
  const lists = [listProblem('latencyMaxMs', latencyMaxMs), listProblem('notAvailableDurationMs', durations)];
  if (lists.some((problem) => problem !== undefined)) return lists;
  const isAscending = latencyMaxMs.every((latency, row) => row === 0 || latency > (latencyMaxMs[row - 1] as number));
  return [
    isAscending ? undefined : 'latencyMaxMs must be in ascending order',
    latencyMaxMs.length === durations.length
      ? undefined
      : `latencyMaxMs has ${latencyMaxMs.length} rows and notAvailableDurationMs ${durations.length}, they must have as many`,
  ];
}

function listProblem(name: string, values: unknown): string | undefined {
  if (!Array.isArray(values) || values.length === 0) return `${name} must be a list of milliseconds`;
  return values
    .map((value, row) => numberProblem(`${name}[${row}]`, value, 0))
    .find((problem) => problem !== undefined);
}
