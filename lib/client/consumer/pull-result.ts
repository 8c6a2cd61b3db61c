/**
 * What one pull brought, and the flags it is asked with. Source: Java `PullResult`, `PullSysFlag`.
 */
import type { MessageExt } from '../message/message-ext.js';

/**
 * FOUND: there are messages. NO_NEW_MSG: the end of the queue. NO_MATCHED_MSG: messages, but none that match.
 * OFFSET_ILLEGAL: nothing is stored at that offset (any more).
 */
export type PullStatus = 'FOUND' | 'NO_NEW_MSG' | 'NO_MATCHED_MSG' | 'OFFSET_ILLEGAL';

export interface PullResult {
  readonly status: PullStatus;
  /** Where to go on, in every status. */
  readonly nextBeginOffset: number;
  /** Offset of the oldest message of the queue. */
  readonly minOffset: number;
  /** Offset that the queue's next message will get. */
  readonly maxOffset: number;
  readonly messages: readonly MessageExt[];
}

const SUSPEND = 0x2;
const SUBSCRIPTION = 0x4;

/** The subscription travels with each pull, which makes it independent of heartbeats. */
export function pullSysFlag({ isSuspended }: { readonly isSuspended: boolean }): number {
  return SUBSCRIPTION | (isSuspended ? SUSPEND : 0);
}
