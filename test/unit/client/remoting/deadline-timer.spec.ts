import { describe, expect, it } from '@jest/globals';
import { DeadlineTimer } from '../../../../lib/client/remoting/deadline-timer.js';
import { ManualClock } from '../../../fixtures/remoting-clock.js';

/** A timer over a set of deadlines, each of which is dropped when it is due. */
function aTimer(): { clock: ManualClock; timer: DeadlineTimer; sweeps: number[]; add: (deadlineAt: number) => void } {
  const clock = new ManualClock();
  const sweeps: number[] = [];
  const deadlines = new Set<number>();
  const timer = new DeadlineTimer(clock, (now) => {
    sweeps.push(now);
    for (const deadline of deadlines) if (deadline <= now) deadlines.delete(deadline);
    return Math.min(Infinity, ...deadlines);
  });
  const add = (deadlineAt: number): void => {
    deadlines.add(deadlineAt);
    timer.note(deadlineAt);
  };
  return { clock, timer, sweeps, add };
}

describe('DeadlineTimer', () => {
  it('sweeps when the earliest deadline is due, and not before', () => {
    const { clock, sweeps, add } = aTimer();
    add(1100);

    clock.advance(99);
    const early = [...sweeps];
    clock.advance(1);

    expect(early).toEqual([]);
    expect(sweeps).toEqual([1100]);
  });

  it('sets one timer for a thousand deadlines that come in order', () => {
    const { clock, add } = aTimer();

    for (let deadline = 1100; deadline < 2100; deadline += 1) add(deadline);

    expect([clock.waiting, clock.timersSet]).toEqual([1, 1]);
  });

  it('moves the timer forward for an earlier deadline', () => {
    const { clock, sweeps, add } = aTimer();
    add(2000);
    add(1500);

    clock.advance(500);

    expect(sweeps).toEqual([1500]);
    expect(clock.waiting).toBe(1);
  });

  it('sets itself again for what the sweep leaves', () => {
    const { clock, sweeps, add } = aTimer();
    add(1100);
    add(1300);

    clock.advance(300);

    expect(sweeps).toEqual([1100, 1300]);
    expect(clock.waiting).toBe(0);
  });

  it('leaves no timer when the sweep leaves nothing', () => {
    const { clock, add } = aTimer();
    add(1100);

    clock.advance(100);

    expect(clock.waiting).toBe(0);
  });

  it('sweeps a deadline that is over already at the next chance, not within the call', () => {
    const { clock, sweeps, add } = aTimer();

    add(500);
    const within = [...sweeps];
    clock.advance(1);

    expect(within).toEqual([]);
    expect(sweeps).toEqual([1001]);
  });

  it('never fires before a deadline that is no whole millisecond', () => {
    const { clock, sweeps, add } = aTimer();
    add(1100.25);

    clock.advance(100.2);
    const early = [...sweeps];
    clock.advance(0.8);

    expect(early).toEqual([]);
    expect(sweeps).toEqual([1101]);
  });

  it('takes a deadline that comes up during the sweep', () => {
    const clock = new ManualClock();
    const sweeps: number[] = [];
    const timer = new DeadlineTimer(clock, (now) => {
      sweeps.push(now);
      if (sweeps.length === 1) timer.note(now + 10);
      return sweeps.length === 1 ? now + 50 : Infinity;
    });
    timer.note(1100);

    clock.advance(200);

    expect(sweeps).toEqual([1100, 1110]);
    expect(clock.waiting).toBe(0);
  });

  it('leaves no timer after cancel', () => {
    const { clock, timer, sweeps, add } = aTimer();
    add(1100);

    timer.cancel();
    clock.advance(1000);

    expect(clock.waiting).toBe(0);
    expect(sweeps).toEqual([]);
  });

  it('leaves no timer when it is cancelled during the sweep', () => {
    const clock = new ManualClock();
    const timer = new DeadlineTimer(clock, (now) => {
      timer.cancel();
      return now + 1000;
    });
    timer.note(1100);

    clock.advance(100);

    expect(clock.waiting).toBe(0);
  });
});
