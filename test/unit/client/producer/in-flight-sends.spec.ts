import { describe, expect, it } from '@jest/globals';
import { ProducerClosedError } from '../../../../lib/client/errors/input-errors.js';
import type { DrainReport } from '../../../../lib/client/producer/drain.js';
import type { OutgoingSend } from '../../../../lib/client/producer/outgoing-send.js';
import { inFlight, type InFlightRig } from '../../../fixtures/remoting-in-flight.js';
import { type Outcome, outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

const CLOSED = new ProducerClosedError('orders');

function settle({ sends, clock }: InFlightRig, send: OutgoingSend, error?: ProducerClosedError): void {
  sends.ended(send, undefined, error, clock.now());
}

/** Drains, and keeps what is given up at the end. */
function drain(
  rig: InFlightRig,
  timeoutMs: number,
): { readonly report: { readonly now: Outcome<DrainReport> }; readonly aborted: OutgoingSend[] } {
  const aborted: OutgoingSend[] = [];
  const report = outcomeOf(
    rig.sends.drain(timeoutMs, (send) => {
      aborted.push(send);
      settle(rig, send, CLOSED);
    }),
  );
  return { report, aborted };
}

describe('sends under way', () => {
  it('count until they have settled', () => {
    const rig = inFlight();
    const send = rig.begin();
    rig.begin();

    settle(rig, send);

    expect([rig.sends.size, rig.tally.sent, rig.started.length]).toEqual([1, 1, 2]);
  });

  it('leave in any order, each once', () => {
    const rig = inFlight();
    const sends = [rig.begin(), rig.begin(), rig.begin(), rig.begin()];
    const [first, second, third, fourth] = sends as [OutgoingSend, OutgoingSend, OutgoingSend, OutgoingSend];

    const sizes = [second, fourth, second, first, third].map((send) => {
      settle(rig, send);
      return rig.sends.size;
    });

    expect(sizes).toEqual([3, 2, 2, 1, 0]);
    expect(rig.tally.sent).toBe(4);
  });

  it('start when others have given back their permits, in their order', () => {
    const rig = inFlight({ maxInFlightSends: 2 });
    const [first, second, third, fourth] = [rig.begin(), rig.begin(), rig.begin(), rig.begin()];
    const before = [...rig.started];

    settle(rig, second);
    settle(rig, first);

    expect(before).toEqual([first, second]);
    expect(rig.started).toEqual([first, second, third, fourth]);
  });
});

describe('a drain', () => {
  it('is over at once when nothing is under way, without a timer', async () => {
    const rig = inFlight();

    const { report } = drain(rig, 5000);
    await turn();

    expect(report.now).toMatchObject({ value: { pending: 0, settled: 0, failed: 0, aborted: 0, elapsedMs: 0 } });
    expect(rig.clock.timersSet).toBe(0);
  });

  it('waits until all have settled, and tells how', async () => {
    const rig = inFlight();
    settle(rig, rig.begin());
    const [first, second] = [rig.begin(), rig.begin()];
    const { report } = drain(rig, 5000);
    rig.clock.advance(30);
    settle(rig, first);
    await turn();
    const halfway = report.now.state;

    settle(rig, second, CLOSED);
    await turn();

    expect(halfway).toBe('pending');
    expect(report.now).toMatchObject({ value: { pending: 2, settled: 1, failed: 1, aborted: 0, elapsedMs: 30 } });
    expect(rig.clock.waiting).toBe(0);
  });

  it('gives up the rest when the time is over', async () => {
    const rig = inFlight();
    const [first, second, third] = [rig.begin(), rig.begin(), rig.begin()];
    const { report, aborted } = drain(rig, 5000);
    settle(rig, second);

    rig.clock.advance(5000);
    await turn();

    expect(aborted).toEqual([first, third]);
    expect(report.now).toMatchObject({ value: { pending: 3, settled: 1, failed: 0, aborted: 2, elapsedMs: 5000 } });
    expect(rig.sends.size).toBe(0);
  });

  it('gives up those that wait for a permit first, so that none of them starts', async () => {
    const rig = inFlight({ maxInFlightSends: 1 });
    const [holder, waiting] = [rig.begin(), rig.begin()];

    const { aborted } = drain(rig, 0);
    rig.clock.advance(0);
    await turn();

    expect(aborted).toEqual([waiting, holder]);
    expect(rig.started).toEqual([holder]);
  });

  it('gives up everything at once when there is no time', async () => {
    const rig = inFlight();
    rig.begin();

    const { report } = drain(rig, 0);
    rig.clock.advance(0);
    await turn();

    expect(report.now).toMatchObject({ value: { pending: 1, aborted: 1 } });
  });
});
