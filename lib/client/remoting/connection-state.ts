/**
 * The life of a connection. It is lived once: after `closed` the pool dials a new one.
 */
export type ConnectionState = 'ready' | 'draining' | 'closed';

const NEXT_STATES = {
  ready: ['draining', 'closed'],
  draining: ['closed'],
  closed: [],
} as const satisfies Record<ConnectionState, readonly ConnectionState[]>;

/** @throws {Error} a step that no connection takes: a defect of this package */
export function nextState(from: ConnectionState, to: ConnectionState): ConnectionState {
  if ((NEXT_STATES[from] as readonly ConnectionState[]).includes(to)) return to;
  throw new Error(`a connection cannot go from ${from} to ${to}`);
}
