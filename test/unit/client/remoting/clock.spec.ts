import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../../lib/client/remoting/clock.js';

/** Names of what keeps the process alive. */
const timeouts = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('systemClock', () => {
  it('never goes back', () => {
    const before = systemClock.now();
    const after = systemClock.now();

    expect(after).toBeGreaterThanOrEqual(before);
  });

  it('keeps the process alive for a timer, until it is cancelled', () => {
    const before = timeouts();

    const timer = systemClock.setTimer(() => {}, 60_000);
    const during = timeouts();
    timer.cancel();

    expect([during - before, timeouts() - before]).toEqual([1, 0]);
  });

  it('does not keep the process alive for a background timer', () => {
    const before = timeouts();

    const timer = systemClock.setBackgroundTimer(() => {}, 60_000);
    const during = timeouts();
    timer.cancel();

    expect(during - before).toBe(0);
  });

  it.each([Infinity, 2 ** 31, 1e12])('does not run a timer of %d ms at once', async (delayMs) => {
    let hasRun = false;
    const timers = [
      systemClock.setTimer(() => (hasRun = true), delayMs),
      systemClock.setBackgroundTimer(() => (hasRun = true), delayMs),
    ];

    await new Promise<void>((resolve) => {
      systemClock.setTimer(resolve, 5);
    });
    for (const timer of timers) timer.cancel();

    expect(hasRun).toBe(false);
  });
});
