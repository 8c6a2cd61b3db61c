/**
 * How the latest sends ended: all of them badly, whichever brokers they tried, or too many.
 */
import type { SendOutcomes } from '../client/index.js';
import type { HealthSignal } from './health-signal.js';

/** A larger share of failures is too large. */
const HIGH_RATIO = 0.1;
/** Fewer sends than these have no ratio worth the name. */
const LEAST_SENDS = 10;

export const ERRORS_SIGNAL: HealthSignal = {
  signal: 'errors',

  down({ producers }, { failures }) {
    const failing = producers.find(({ outcomes }) => outcomes.consecutiveFailures >= failures && isRecent(outcomes));
    if (failing === undefined) return undefined;
    return `the last ${failing.outcomes.consecutiveFailures} sends failed, over all brokers`;
  },

  degraded({ producers }) {
    const failing = producers.find(({ outcomes }) => isRatioHigh(outcomes));
    if (failing === undefined) return undefined;
    const { stored, failed, windowMs } = failing.outcomes;
    return `${failed} of ${stored + failed} sends failed within ${windowMs / 1000} s`;
  },
};

/** Who gets no traffic any more, because it failed, sends nothing that could succeed: after a time it is to try again. */
function isRecent({ sinceFailureMs, windowMs }: SendOutcomes): boolean {
  return sinceFailureMs !== undefined && sinceFailureMs <= windowMs;
}

function isRatioHigh({ stored, failed }: SendOutcomes): boolean {
  return stored + failed >= LEAST_SENDS && failed > HIGH_RATIO * (stored + failed);
}
