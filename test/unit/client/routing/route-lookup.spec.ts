import { describe, expect, it } from '@jest/globals';
import { RouteLookup, type RouteWaiter } from '../../../../lib/client/routing/route-lookup.js';

interface RecordingRouteWaiter extends RouteWaiter<string> {
  readonly calls: string[];
}

function aWaiter(deadlineAt: number): RecordingRouteWaiter {
  const calls: string[] = [];
  return {
    calls,
    deadlineAt,
    onFound: (found) => calls.push(`found ${found}`),
    onFailure: (error) => calls.push(`failed ${error.message}`),
  };
}

function aLookup(...deadlines: readonly number[]): { lookup: RouteLookup<string>; waiters: RecordingRouteWaiter[] } {
  const lookup = new RouteLookup<string>(100);
  const waiters = deadlines.map(aWaiter);
  for (const waiter of waiters) lookup.join(waiter);
  return { lookup, waiters };
}

describe('RouteLookup', () => {
  it('tells all who joined what was found, once', () => {
    const { lookup, waiters } = aLookup(100, 200);

    lookup.found('route');
    lookup.failed(new Error('later'));

    expect(waiters.map(({ calls }) => calls)).toEqual([['found route'], ['found route']]);
  });

  it('fails all who joined, once', () => {
    const { lookup, waiters } = aLookup(100, 200);

    lookup.failed(new Error('no'));
    lookup.found('later');

    expect(waiters.map(({ calls }) => calls)).toEqual([['failed no'], ['failed no']]);
  });

  it('fails those whose deadline has passed, and tells the others later', () => {
    const { lookup, waiters } = aLookup(100, 200, 300);

    const earliest = lookup.expire(100, () => new Error('time is over'));
    lookup.found('route');

    expect(earliest).toBe(200);
    expect(waiters.map(({ calls }) => calls)).toEqual([['failed time is over'], ['found route'], ['found route']]);
  });

  it('stays open until the last deadline of those who joined', () => {
    const { lookup } = aLookup(50, 900, 300);

    expect(lookup.deadlineAt).toBe(900);
  });
});
