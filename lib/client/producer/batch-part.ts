/**
 * Messages that go out as one send: a user's batch, a part of one, or sends that were joined.
 */
import type { Message } from '../message/message.js';

export class BatchPart {
  /** What goes out after it. */
  next: BatchPart | undefined;

  constructor(
    /** At least one; all of one topic and with one wait flag. */
    readonly messages: readonly Message[],
    /** The UNIQ_KEY of each. */
    readonly messageIds: readonly string[],
    /** All of them, encoded. */
    readonly body: Uint8Array,
    /** Of the largest body that may be made of them, in bytes. */
    readonly maxBodyBytes: number,
  ) {}
}
