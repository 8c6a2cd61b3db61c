/**
 * One read of a queue, with the limits and outcomes of a broker's pull.
 * Source: wire protocol section 12.1, Java `DefaultMessageStore.getMessage`.
 */
import { RESPONSE_CODE } from '../client/protocol/response-code.js';
import type { QueueLog, StoredEntry } from './message-store.js';
import type { TagFilter } from './tag-filter.js';

/** What a read can end with; the name travels as the answer's remark. */
export type ReadStatus =
  | 'FOUND'
  | 'NO_MATCHED_MESSAGE'
  | 'NO_MESSAGE_IN_QUEUE'
  | 'OFFSET_OVERFLOW_ONE'
  | 'OFFSET_OVERFLOW_BADLY'
  | 'OFFSET_TOO_SMALL';

export interface ReadResult {
  readonly status: ReadStatus;
  readonly code: number;
  readonly nextBeginOffset: number;
  readonly minOffset: number;
  readonly maxOffset: number;
  readonly entries: readonly StoredEntry[];
}

export interface ReadRequest {
  readonly offset: number;
  readonly maxMessages: number;
  readonly filter: TagFilter;
}

const CODES: Readonly<Record<ReadStatus, number>> = {
  FOUND: RESPONSE_CODE.SUCCESS,
  NO_MATCHED_MESSAGE: RESPONSE_CODE.PULL_RETRY_IMMEDIATELY,
  NO_MESSAGE_IN_QUEUE: RESPONSE_CODE.PULL_NOT_FOUND,
  OFFSET_OVERFLOW_ONE: RESPONSE_CODE.PULL_NOT_FOUND,
  OFFSET_OVERFLOW_BADLY: RESPONSE_CODE.PULL_OFFSET_MOVED,
  OFFSET_TOO_SMALL: RESPONSE_CODE.PULL_OFFSET_MOVED,
};

/** Bytes a read returns at most, unless its first message is larger (Java `maxTransferBytesOnMessageInMemory`). */
const MAX_BYTES = 262_144;
/** Messages a read looks at, matching or not (Java `maxFilterMessageCount`). */
const MAX_SCANNED = 16_000;

/** @param queue - `undefined` for a queue that never held a message */
export function readQueue(queue: QueueLog | undefined, request: ReadRequest): ReadResult {
  const { offset } = request;
  const minOffset = queue?.minOffset ?? 0;
  const maxOffset = queue?.maxOffset ?? 0;
  const nothing = (status: ReadStatus, nextBeginOffset: number, code = CODES[status]): ReadResult => {
    return { status, code, nextBeginOffset, minOffset, maxOffset, entries: [] };
  };
  if (queue === undefined || maxOffset === 0) {
    return nothing('NO_MESSAGE_IN_QUEUE', 0, offset === 0 ? undefined : RESPONSE_CODE.PULL_OFFSET_MOVED);
  }
  if (offset < minOffset) return nothing('OFFSET_TOO_SMALL', minOffset);
  if (offset === maxOffset) return nothing('OFFSET_OVERFLOW_ONE', offset);
  if (offset > maxOffset) return nothing('OFFSET_OVERFLOW_BADLY', maxOffset);
  const { entries, end } = scan(queue, request);
  const status = entries.length === 0 ? 'NO_MATCHED_MESSAGE' : 'FOUND';
  return { status, code: CODES[status], nextBeginOffset: end, minOffset, maxOffset, entries };
}

function scan(queue: QueueLog, { offset, maxMessages, filter }: ReadRequest): { entries: StoredEntry[]; end: number } {
  const entries: StoredEntry[] = [];
  const lastOffset = Math.min(queue.maxOffset, offset + MAX_SCANNED);
  let bytes = 0;
  let end = offset;
  for (; end < lastOffset && entries.length < maxMessages; end += 1) {
    const entry = queue.at(end);
    if (entry === undefined || !filter(entry.tagCode)) continue;
    if (entries.length > 0 && bytes + entry.bytes.length > MAX_BYTES) break;
    entries.push(entry);
    bytes += entry.bytes.length;
  }
  return { entries, end };
}
