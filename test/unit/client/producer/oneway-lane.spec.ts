/**
 * The rule by which one-way sends to one broker slow down; the sends themselves are in oneway-pace.spec.ts.
 */
import { describe, expect, it } from '@jest/globals';
import { OnewayLane } from '../../../../lib/client/producer/oneway-lane.js';
import { ManualClock } from '../../../fixtures/remoting-clock.js';
import { aSend, type SendRig } from '../../../fixtures/remoting-sends.js';

interface LaneRig {
  readonly clock: ManualClock;
  readonly lane: OnewayLane;
  /** When each send had its turn. */
  readonly turns: number[];
  /** A send that waits in the lane. */
  readonly wait: (timeoutMs?: number) => SendRig;
  /** That many refusals, each far enough from the one before to count. */
  readonly refuse: (times: number) => void;
}

const FIRST_GAP_MS = 1 / 64;

function aLane(): LaneRig {
  const clock = new ManualClock();
  const turns: number[] = [];
  const lane = new OnewayLane('b:1', { clock, onTurn: () => turns.push(clock.now()) });
  const wait: LaneRig['wait'] = (timeoutMs = 100_000) => {
    const rig = aSend({ mode: 'ONEWAY' });
    rig.send.sentAt = clock.now();
    rig.send.deadlineAt = clock.now() + timeoutMs;
    lane.wait(rig.send);
    return rig;
  };
  const refuse = (times: number): void => {
    for (let count = 0; count < times; count += 1) {
      if (count > 0) clock.advance(100);
      lane.slowDown(clock.now());
    }
  };
  return { clock, lane, turns, wait, refuse };
}

describe('the gap between two one-way sends', () => {
  it('is none before the first refusal', () => {
    const { clock, lane } = aLane();

    const gapMs = lane.gapMs(clock.now());

    expect([gapMs, lane.isFree(clock.now()), lane.takeTurn(clock.now()), lane.takeTurn(clock.now())]).toEqual([
      0,
      true,
      true,
      true,
    ]);
  });

  it('begins small and doubles with each refusal, up to 8 ms', () => {
    const { clock, lane, refuse } = aLane();
    const gaps: number[] = [];

    for (let count = 0; count < 12; count += 1) {
      refuse(1);
      gaps.push(lane.gapMs(clock.now()));
      clock.advance(100);
    }

    expect(gaps.slice(0, 3)).toEqual([FIRST_GAP_MS, FIRST_GAP_MS * 2, FIRST_GAP_MS * 4]);
    expect(gaps.slice(-3)).toEqual([8, 8, 8]);
  });

  it('counts refusals within 100 ms once', () => {
    const { clock, lane } = aLane();
    for (let count = 0; count < 1000; count += 1) lane.slowDown(clock.now());
    clock.advance(99);
    lane.slowDown(clock.now());

    const gapMs = lane.gapMs(clock.now());

    expect(gapMs).toBe(FIRST_GAP_MS);
  });

  it('halves with each second without a refusal, until it is gone', () => {
    const { clock, lane, refuse } = aLane();
    refuse(3);
    const gaps: number[] = [];

    for (let second = 0; second < 4; second += 1) {
      gaps.push(lane.gapMs(clock.now()));
      clock.advance(1000);
    }

    expect(gaps).toEqual([FIRST_GAP_MS * 4, FIRST_GAP_MS * 2, FIRST_GAP_MS, 0]);
    expect(lane.isFree(clock.now())).toBe(true);
  });

  it('grows again from where it is', () => {
    const { clock, lane, refuse } = aLane();
    refuse(4);
    clock.advance(2000);

    refuse(1);

    expect(lane.gapMs(clock.now())).toBe(FIRST_GAP_MS * 4);
  });
});

describe('turns', () => {
  it('follow each other at the gap', () => {
    const { clock, lane, turns, wait, refuse } = aLane();
    refuse(10);
    const start = clock.now();
    const isFirst = lane.takeTurn(start);
    for (let count = 0; count < 3; count += 1) wait();

    clock.advance(500);

    expect(isFirst).toBe(true);
    expect(turns.map((at, index) => at - (turns[index - 1] ?? start))).toEqual([7, 8, 8]);
    expect(clock.waiting).toBe(0);
  });

  it('that are closer than timers can tell come together, as many as have become due', () => {
    const { clock, turns, wait, refuse } = aLane();
    refuse(1);
    for (let count = 0; count < 1000; count += 1) wait();

    clock.advance(5);

    expect(turns.length).toBeGreaterThan(4 * 64);
    expect(turns.length).toBeLessThan(7 * 64);
  });

  it('do not come all at once after the event loop was busy', () => {
    const { clock, turns, wait, refuse } = aLane();
    refuse(7);
    for (let count = 0; count < 1000; count += 1) wait();
    clock.jump(500);

    clock.advance(1);

    expect(turns.length).toBeLessThan(5);
  });

  it('are for who has waited longest: one that comes later has to wait, too', () => {
    const { clock, lane, wait, refuse } = aLane();
    refuse(10);
    lane.takeTurn(clock.now());
    wait();
    clock.jump(100);

    const goes = lane.takeTurn(clock.now());

    expect(goes).toBe(false);
  });

  it('are not spent on a send that has ended', () => {
    const { clock, turns, wait, refuse } = aLane();
    refuse(10);
    for (const { send } of Array.from({ length: 500 }, () => wait())) send.fail(new Error('given up'));
    wait();

    clock.advance(20);

    expect([turns.length, clock.waiting]).toEqual([1, 0]);
  });

  it('end at the deadline of a send, which then fails with the reason', () => {
    const { clock, lane, turns, wait, refuse } = aLane();
    refuse(10);
    lane.takeTurn(clock.now());
    wait();
    const { stages } = wait(10);

    clock.advance(500);

    expect(turns).toHaveLength(1);
    expect(stages).toMatchObject([['attemptFailed', { code: 'TOO_MANY_REQUESTS', waitedMs: 10 }]]);
    expect(String(stages[0]?.[1])).toContain('they follow each other 8 ms apart');
  });

  it('end when the client closes: who waits fails, and no timer is left', () => {
    const { clock, lane, wait, refuse } = aLane();
    refuse(1);
    const { stages } = wait();

    lane.close(new Error('the client is closed'));

    expect(stages).toMatchObject([['attemptFailed', { message: 'the client is closed' }]]);
    expect(clock.waiting).toBe(0);
  });
});
