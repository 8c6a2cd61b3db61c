/**
 * Where the client is in its life: while it drains it still sends, but is to get no new traffic.
 */
import type { HealthSignal } from './health-signal.js';

export const STATE_SIGNAL: HealthSignal = {
  signal: 'state',

  down({ state }, { isReadiness }) {
    if (state === 'closed') return 'the client is closed';
    return isReadiness ? draining(state) : undefined;
  },

  degraded: ({ state }) => draining(state),
};

function draining(state: string): string | undefined {
  return state === 'draining' ? 'the app is shutting down' : undefined;
}
