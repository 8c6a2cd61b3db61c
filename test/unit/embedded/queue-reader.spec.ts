import { describe, expect, it } from '@jest/globals';
import { QueueLog } from '../../../lib/embedded/message-store.js';
import { readQueue } from '../../../lib/embedded/queue-reader.js';

/** Messages 2 to 5 of a queue whose first two were dropped; odd ones have tag code 1. */
function queueWith(messageBytes: number): QueueLog {
  const queue = new QueueLog('T', 0);
  for (let queueOffset = 0; queueOffset < 6; queueOffset += 1) {
    const place = { storeTimestamp: 0, commitLogOffset: 0, arrival: 0 };
    queue.add({ bytes: Buffer.alloc(messageBytes), tagCode: queueOffset % 2, queueOffset, ...place });
  }
  queue.dropOldest();
  queue.dropOldest();
  return queue;
}

const all = () => true;
const read = (offset: number, maxMessages = 32, filter: (code: number) => boolean = all, bytes = 10) =>
  readQueue(queueWith(bytes), { offset, maxMessages, filter });

describe('readQueue', () => {
  it.each([
    [0, 'OFFSET_TOO_SMALL', 21, 2],
    [-1, 'OFFSET_TOO_SMALL', 21, 2],
    [2, 'FOUND', 0, 6],
    [5, 'FOUND', 0, 6],
    [6, 'OFFSET_OVERFLOW_ONE', 19, 6],
    [7, 'OFFSET_OVERFLOW_BADLY', 21, 6],
  ])('answers offset %i with %s, code %i, next %i', (offset, status, code, nextBeginOffset) => {
    expect(read(offset)).toMatchObject({ status, code, nextBeginOffset, minOffset: 2, maxOffset: 6 });
  });

  it.each([
    [0, 19],
    [3, 21],
  ])('answers offset %i of a queue that never held a message with code %i', (offset, code) => {
    const result = readQueue(undefined, { offset, maxMessages: 32, filter: all });

    expect(result).toMatchObject({ status: 'NO_MESSAGE_IN_QUEUE', code, nextBeginOffset: 0, maxOffset: 0 });
  });

  it('returns no more messages than asked for', () => {
    const { entries, nextBeginOffset } = read(2, 3);

    expect(entries.map(({ queueOffset }) => queueOffset)).toEqual([2, 3, 4]);
    expect(nextBeginOffset).toBe(5);
  });

  it('goes on behind messages that do not match', () => {
    const { entries, nextBeginOffset } = read(2, 32, (code) => code === 1);

    expect(entries.map(({ queueOffset }) => queueOffset)).toEqual([3, 5]);
    expect(nextBeginOffset).toBe(6);
  });

  it('says where to go on when nothing matches', () => {
    expect(read(2, 32, () => false)).toMatchObject({ status: 'NO_MATCHED_MESSAGE', code: 20, nextBeginOffset: 6 });
  });

  it('returns at most 256 KiB, but at least one message', () => {
    expect(read(2, 32, all, 100_000)).toMatchObject({ nextBeginOffset: 4, entries: { length: 2 } });
    expect(read(2, 32, all, 1_000_000)).toMatchObject({ nextBeginOffset: 3, entries: { length: 1 } });
  });
});
