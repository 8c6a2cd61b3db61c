import { describe, expect, it } from '@jest/globals';
import { type DrainReport, InFlightSends } from '../../../../lib/client/producer/in-flight-sends.js';
import type { OutgoingSend } from '../../../../lib/client/producer/outgoing-send.js';
import { ManualClock } from '../../../fixtures/remoting-clock.js';
import { type Outcome, outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

interface InFlightRig {
  readonly clock: ManualClock;
  readonly sends: InFlightSends;
  readonly aborted: OutgoingSend[];
  /** Adds a send; only its identity matters here. */
  readonly add: () => OutgoingSend;
  readonly drain: (timeoutMs: number) => { readonly now: Outcome<DrainReport> };
}

function inFlight(): InFlightRig {
  const clock = new ManualClock();
  const sends = new InFlightSends(clock);
  const aborted: OutgoingSend[] = [];
  return {
    clock,
    sends,
    aborted,
    add() {
      const send = {} as OutgoingSend;
      sends.add(send);
      return send;
    },
    drain: (timeoutMs) =>
      outcomeOf(
        sends.drain(timeoutMs, (send) => {
          aborted.push(send);
          sends.remove(send, new Error('aborted'));
        }),
      ),
  };
}

describe('InFlightSends', () => {
  it('counts what has not settled', () => {
    const { sends, add } = inFlight();
    const send = add();
    add();

    sends.remove(send, undefined);

    expect(sends.size).toBe(1);
  });

  it('drains at once when nothing is under way, without a timer', async () => {
    const { clock, drain } = inFlight();

    const report = drain(5000);
    await turn();

    expect(report.now).toMatchObject({ value: { pending: 0, settled: 0, failed: 0, aborted: 0, elapsedMs: 0 } });
    expect(clock.timersSet).toBe(0);
  });

  it('waits until all have settled, and tells how', async () => {
    const { clock, sends, add, drain } = inFlight();
    const before = add();
    sends.remove(before, undefined);
    const [first, second] = [add(), add()];
    const report = drain(5000);
    clock.advance(30);
    sends.remove(first, undefined);
    await turn();
    const halfway = report.now.state;

    sends.remove(second, new Error('timeout'));
    await turn();

    expect(halfway).toBe('pending');
    expect(report.now).toMatchObject({ value: { pending: 2, settled: 1, failed: 1, aborted: 0, elapsedMs: 30 } });
    expect(clock.waiting).toBe(0);
  });

  it('gives up the rest when the time is over', async () => {
    const { clock, sends, aborted, add, drain } = inFlight();
    const [first, second, third] = [add(), add(), add()];
    const report = drain(5000);
    sends.remove(second, undefined);

    clock.advance(5000);
    await turn();

    expect(aborted).toEqual([first, third]);
    expect(report.now).toMatchObject({ value: { pending: 3, settled: 1, failed: 0, aborted: 2, elapsedMs: 5000 } });
    expect(sends.size).toBe(0);
  });

  it('gives up everything at once when there is no time', async () => {
    const { clock, add, drain } = inFlight();
    add();

    const report = drain(0);
    clock.advance(0);
    await turn();

    expect(report.now).toMatchObject({ value: { pending: 1, aborted: 1 } });
  });
});
