import { describe, expect, it } from '@jest/globals';
import { WaiterSet } from '../../../../lib/client/remoting/waiter-set.js';
import { RecordingWaiter } from '../../../fixtures/remoting-connection.js';

function waiters(count: number): RecordingWaiter[] {
  return Array.from({ length: count }, () => new RecordingWaiter());
}

function setOf(members: readonly RecordingWaiter[]): WaiterSet<RecordingWaiter> {
  const set = new WaiterSet<RecordingWaiter>();
  for (const member of members) set.add(member);
  return set;
}

/** Everybody, the first one first. */
function leaveInTurn(set: WaiterSet<RecordingWaiter>): RecordingWaiter[] {
  const left: RecordingWaiter[] = [];
  for (let { first } = set; first !== undefined; first = set.first) {
    set.remove(first);
    left.push(first);
  }
  return left;
}

describe('WaiterSet', () => {
  it('has nobody at first', () => {
    expect(setOf([])).toMatchObject({ size: 0, first: undefined });
  });

  it('lets them leave in the order in which they came', () => {
    const members = waiters(3);

    expect(leaveInTurn(setOf(members))).toEqual(members);
  });

  it('passes over who has left from the middle', () => {
    const [a, b, c] = waiters(3) as [RecordingWaiter, RecordingWaiter, RecordingWaiter];
    const set = setOf([a, b, c]);

    set.remove(b);

    expect(leaveInTurn(set)).toEqual([a, c]);
  });

  it('puts who comes back at the end, also who was the first', () => {
    const [a, b] = waiters(2) as [RecordingWaiter, RecordingWaiter];
    const set = setOf([a, b]);
    expect(set.first).toBe(a);

    set.remove(a);
    set.add(a);

    expect(leaveInTurn(set)).toEqual([b, a]);
  });

  it('goes on with who comes after all have left', () => {
    const set = setOf(waiters(3));
    leaveInTurn(set);
    const later = waiters(2);

    for (const one of later) set.add(one);

    expect(leaveInTurn(set)).toEqual(later);
  });

  it('goes on with who comes after all were taken out, or expired', () => {
    const set = setOf([...waiters(2), new RecordingWaiter(1)]);
    expect(set.first).toBeDefined();
    set.takeAll();
    set.add(new RecordingWaiter(1));
    expect(set.first).toBeDefined();
    set.expire(2, () => {});
    const later = waiters(2);

    for (const one of later) set.add(one);

    expect(leaveInTurn(set)).toEqual(later);
  });

  it('says whether somebody waited', () => {
    const [a, b] = waiters(2) as [RecordingWaiter, RecordingWaiter];
    const set = setOf([a]);

    expect([set.remove(a), set.remove(a), set.remove(b)]).toEqual([true, false, false]);
  });

  it('lets 300,000 leave in turn without passing over all who have left, each time', () => {
    const set = setOf(waiters(300_000));
    const startedAt = performance.now();

    const left = leaveInTurn(set);

    expect(left).toHaveLength(300_000);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
