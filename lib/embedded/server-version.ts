/**
 * Versions of RocketMQ that an embedded cluster can pass for.
 */
export interface ServerVersion {
  /** What every answer names, an ordinal of Java's `MQVersion`. */
  readonly ordinal: number;
  /** Timers, and with them recalls, came with 5.0. */
  readonly hasTimers: boolean;
}

export const SERVER_VERSIONS = {
  '5.5.0': { ordinal: 513, hasTimers: true },
  '4.9.7': { ordinal: 407, hasTimers: false },
} as const satisfies Readonly<Record<string, ServerVersion>>;
