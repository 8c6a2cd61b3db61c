import { describe, expect, it } from '@jest/globals';
import { PendingRequests } from '../../../../lib/client/remoting/pending-requests.js';
import { aCommand } from '../../../fixtures/commands.js';
import { aLimit, RecordingWaiter } from '../../../fixtures/remoting-connection.js';

const expired = (): Error => new Error('expired');

describe('PendingRequests', () => {
  it('hands an answer to the one who waits for it', () => {
    const pending = new PendingRequests(aLimit());
    const [first, second] = [new RecordingWaiter(), new RecordingWaiter()];
    pending.add(1, first);
    pending.add(2, second);
    const response = aCommand({ opaque: 2 });

    const isTaken = pending.settle(2, response);

    expect(isTaken).toBe(true);
    expect(second.responses).toEqual([response]);
    expect(first.calls).toBe(0);
    expect(pending.size).toBe(1);
  });

  it('[E5.4] refuses a second answer to the same request', () => {
    const pending = new PendingRequests(aLimit());
    const waiter = new RecordingWaiter();
    pending.add(1, waiter);
    pending.settle(1, aCommand());

    const isTaken = pending.settle(1, aCommand());

    expect(isTaken).toBe(false);
    expect(waiter.calls).toBe(1);
  });

  it('[E5.2] fails those whose deadline has passed, the deadline itself included, and names the earliest left', () => {
    const pending = new PendingRequests(aLimit());
    const waiters = [100, 200, 300, 250].map((deadlineAt) => new RecordingWaiter(deadlineAt));
    for (const [opaque, waiter] of waiters.entries()) pending.add(opaque, waiter);

    const earliest = pending.expire(200, expired);

    expect(earliest).toBe(250);
    expect(waiters.map(({ failures }) => failures.length)).toEqual([1, 1, 0, 0]);
    expect(pending.size).toBe(2);
  });

  it('has no deadline when nobody waits', () => {
    const pending = new PendingRequests(aLimit());

    const earliest = pending.expire(200, expired);

    expect(earliest).toBe(Infinity);
  });

  it('fails all in the order in which they were sent', () => {
    const pending = new PendingRequests(aLimit());
    const order: number[] = [];
    for (const opaque of [3, 1, 2]) {
      const waiter = new RecordingWaiter();
      waiter.onSettled = () => order.push(opaque);
      pending.add(opaque, waiter);
    }

    pending.failAll(new Error('closed'));

    expect(order).toEqual([3, 1, 2]);
    expect(pending.size).toBe(0);
  });

  it('does not fail a request that a failing one makes in return', () => {
    const pending = new PendingRequests(aLimit());
    const [first, second] = [new RecordingWaiter(), new RecordingWaiter()];
    first.onSettled = () => pending.add(2, second);
    pending.add(1, first);

    pending.failAll(new Error('closed'));

    expect([first.calls, second.calls]).toEqual([1, 0]);
  });

  it('sees a request that an expiring one makes in return', () => {
    const pending = new PendingRequests(aLimit());
    const [first, second] = [new RecordingWaiter(100), new RecordingWaiter(500)];
    first.onSettled = () => pending.add(2, second);
    pending.add(1, first);

    const earliest = pending.expire(100, expired);

    expect(earliest).toBe(500);
    expect([first.calls, second.calls]).toEqual([1, 0]);
  });
});
