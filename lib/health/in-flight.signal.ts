/**
 * Limits on sends in flight: used up for longer than `stallMs`, or nearly used up.
 */
import type { InFlightUse } from '../client/index.js';
import type { HealthSignal } from './health-signal.js';

/** From this share of a limit on it counts as nearly used up. */
const HIGH_SHARE = 0.8;

export const IN_FLIGHT_SIGNAL: HealthSignal = {
  signal: 'inFlight',

  down({ producers }, { stallMs }) {
    const stalled = producers.find(({ use }) => use.fullForMs !== undefined && use.fullForMs > stallMs);
    if (stalled?.use.fullForMs === undefined) return undefined;
    return `the limits have been used up for ${Math.round(stalled.use.fullForMs)} ms: ${usage(stalled.use)}`;
  },

  degraded({ producers }) {
    const full = producers.find(({ use }) => isNearlyFull(use));
    return full === undefined ? undefined : usage(full.use);
  },
};

function isNearlyFull({ sends, maxInFlightSends, bytes, maxInFlightBytes, fullForMs }: InFlightUse): boolean {
  if (fullForMs !== undefined) return true;
  return sends > HIGH_SHARE * maxInFlightSends || bytes > HIGH_SHARE * maxInFlightBytes;
}

function usage({ sends, maxInFlightSends, bytes, maxInFlightBytes, waiting }: InFlightUse): string {
  return `${sends} of ${maxInFlightSends} sends and ${bytes} of ${maxInFlightBytes} bytes are in flight, ${waiting} wait`;
}
