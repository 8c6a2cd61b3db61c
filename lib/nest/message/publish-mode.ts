/**
 * The ways in which the Nest layer sends.
 */
import type { SendMode } from '../../client/index.js';

/** RocketMQ's three communication modes, and batches. */
export type PublishMode = SendMode | 'BATCH';

const MODES = {
  SYNC: 'SYNC',
  ASYNC: 'ASYNC',
  ONEWAY: 'ONEWAY',
  BATCH: 'SYNC',
} as const satisfies Record<PublishMode, SendMode>;

/** The communication mode that it is on the wire. */
export function sendMode(mode: PublishMode): SendMode {
  return MODES[mode];
}

/** Whether the caller of a decorated method waits for the broker. */
export function isAwaited(mode: PublishMode): boolean {
  return MODES[mode] === 'SYNC';
}
