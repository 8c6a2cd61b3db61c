import { describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '../../../../lib/client/errors/error-code.js';
import { RecentOutcomes } from '../../../../lib/client/producer/recent-outcomes.js';
import { aMessage } from '../../../fixtures/messages.js';
import { answerSend, aReadyProducer, send } from '../../../fixtures/remoting-producer.js';
import { BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

const MINUTE_MS = 60_000;

/** Sends that ended with these codes, one a second, from `start` on. */
function outcomesOf(codes: readonly (ErrorCode | undefined)[], start = 0): RecentOutcomes {
  const outcomes = new RecentOutcomes();
  for (const [index, code] of codes.entries()) note(outcomes, start + index * 1000, code);
  return outcomes;
}

/** A stored send for no code. */
function note(outcomes: RecentOutcomes, now: number, code: ErrorCode | undefined): void {
  if (code === undefined) outcomes.noteStored(now);
  else outcomes.noteFailed(now, code);
}

describe('failures in a row', () => {
  it('are none at first', () => {
    expect(new RecentOutcomes().snapshot(5000)).toEqual({
      consecutiveFailures: 0,
      sinceFailureMs: undefined,
      windowMs: MINUTE_MS,
      stored: 0,
      failed: 0,
    });
  });

  it('count from the last send that was stored', () => {
    const outcomes = outcomesOf(['SEND_TIMEOUT', undefined, 'SEND_TIMEOUT', 'BROKER_REJECTED', 'NO_ROUTE']);

    expect(outcomes.snapshot(6000)).toMatchObject({ consecutiveFailures: 3, sinceFailureMs: 2000 });
    outcomes.noteStored(6500);
    expect(outcomes.snapshot(7000)).toMatchObject({ consecutiveFailures: 0, sinceFailureMs: 3000 });
  });

  it.each([
    'BACK_PRESSURE',
    'COMPRESSION_UNAVAILABLE',
    'HOOK_FAILED',
    'PRODUCER_CLOSED',
    'QUEUE_SELECTION_FAILED',
    'SEND_ABORTED',
    'SEND_FORBIDDEN',
    'UNSUPPORTED_BY_BROKER',
  ] as const)('do not count %s, which says nothing of the cluster', (code) => {
    const outcomes = outcomesOf(['SEND_TIMEOUT', code]);

    expect(outcomes.snapshot(1000)).toMatchObject({ consecutiveFailures: 1, sinceFailureMs: 1000, failed: 1 });
  });
});

describe('the counts of the last minute', () => {
  it('forget what is older, slice by slice', () => {
    const outcomes = outcomesOf([undefined, 'NO_ROUTE', undefined]);

    const counts = [3000, 59_999, MINUTE_MS].map((now) => {
      const { stored, failed } = outcomes.snapshot(now);
      return [stored, failed];
    });

    expect(counts).toEqual([
      [2, 1],
      [2, 1],
      [0, 0],
    ]);
  });

  it('keep a younger slice while an older one goes', () => {
    const outcomes = outcomesOf([undefined, undefined], 5000);
    outcomes.noteFailed(55_000, 'NO_ROUTE');

    expect(outcomes.snapshot(65_000)).toMatchObject({ stored: 0, failed: 1, consecutiveFailures: 1 });
  });

  it('are right after hours in which nothing was sent', () => {
    const outcomes = outcomesOf([undefined, 'NO_ROUTE']);

    outcomes.noteStored(36_000_000);

    expect(outcomes.snapshot(36_000_001)).toMatchObject({ stored: 1, failed: 0 });
  });
});

describe('a producer', () => {
  it('notes how its sends ended, one-way sends aside', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const failing = outcomeOf(send(rig));
    await turn();
    answerSend(rig.dialer.socket(MASTER_A), { code: 13 });
    await turn();
    await rig.producer.sendOneway(aMessage());

    expect(failing.now.state).toBe('rejected');
    expect(rig.producer.health().outcomes).toMatchObject({ consecutiveFailures: 1, stored: 0, failed: 1 });
    const storing = outcomeOf(send(rig));
    await turn();
    answerSend(rig.dialer.socket(MASTER_A));
    await turn();
    expect(storing.now.state).toBe('resolved');
    expect(rig.producer.health().outcomes).toMatchObject({ consecutiveFailures: 0, stored: 1, failed: 1 });
  });
});
