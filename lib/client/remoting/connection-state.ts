/**
 * The life of a connection. It is lived once: after `closed`, or `retired`, the pool dials a new one.
 *
 * `retired`: takes no more requests, but those that wait may still be answered. `draining`: waits for nothing but that
 * what was written leaves.
 */
export type ConnectionState = 'ready' | 'retired' | 'draining' | 'closed';

const NEXT_STATES = {
  ready: ['retired', 'draining', 'closed'],
  retired: ['draining', 'closed'],
  draining: ['closed'],
  closed: [],
} as const satisfies Record<ConnectionState, readonly ConnectionState[]>;

/** @throws {Error} a step that no connection takes: a defect of this package */
export function nextState(from: ConnectionState, to: ConnectionState): ConnectionState {
  if ((NEXT_STATES[from] as readonly ConnectionState[]).includes(to)) return to;
  throw new Error(`a connection cannot go from ${from} to ${to}`);
}
