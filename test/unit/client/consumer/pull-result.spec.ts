import { describe, expect, it } from '@jest/globals';
import { pullSysFlag } from '../../../../lib/client/consumer/pull-result.js';

describe('pullSysFlag', () => {
  it.each([
    [false, 0x4],
    [true, 0x6],
  ])('of a pull that is held (%p) carries the subscription: %d', (isSuspended, expected) => {
    const flag = pullSysFlag({ isSuspended });

    expect(flag).toBe(expected);
  });
});
