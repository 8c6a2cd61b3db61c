import { describe, expect, it } from '@jest/globals';
import { BrokerResponseError } from '../../../../lib/client/errors/server-errors.js';
import { type FaultRecord, LatencyFaultTolerance } from '../../../../lib/client/producer/latency-fault-tolerance.js';
import { ManualClock } from '../../../fixtures/remoting-clock.js';

const BROKER = 'broker-a';
const refused = new BrokerResponseError({
  address: '10.0.0.1:10911',
  responseCode: 2,
  responseName: 'SYSTEM_BUSY',
  remark: 'busy',
});

interface ToleranceRig {
  readonly clock: ManualClock;
  readonly tolerance: LatencyFaultTolerance;
  readonly record: (facts: Partial<FaultRecord>) => void;
}

function aTolerance(): ToleranceRig {
  const clock = new ManualClock();
  const tolerance = new LatencyFaultTolerance(clock);
  const usual = { brokerName: BROKER, topic: 'T', latencyMs: 1, notAvailableDurationMs: 0, isReachable: true };
  return { clock, tolerance, record: (facts) => tolerance.update({ error: undefined, ...usual, ...facts }) };
}

describe('a broker that nothing is known of', () => {
  it('[D3.1] is available and reachable, and is not in the snapshot', () => {
    const { tolerance } = aTolerance();

    expect([tolerance.isAvailable(BROKER), tolerance.isReachable(BROKER)]).toEqual([true, true]);
    expect(tolerance.snapshot()).toEqual([]);
  });
});

describe('a broker that is left out', () => {
  it('[D3.1] is available again when its time is over, not a moment earlier', () => {
    const { clock, tolerance, record } = aTolerance();
    record({ notAvailableDurationMs: 2000 });

    clock.jump(1999);
    const before = tolerance.isAvailable(BROKER);
    clock.jump(1);

    expect([before, tolerance.isAvailable(BROKER)]).toEqual([false, true]);
  });

  it('[D3.2] stays so after a fast success, which makes it reachable', () => {
    const { tolerance, record } = aTolerance();
    record({ notAvailableDurationMs: 10_000, isReachable: false, error: refused });

    record({});

    expect([tolerance.isAvailable(BROKER), tolerance.isReachable(BROKER)]).toEqual([false, true]);
    expect(tolerance.snapshot()).toMatchObject([{ latencyMs: 1, reason: 'BROKER_RESPONSE', responseCode: 2 }]);
  });

  it('[D3.2] has its time moved forward only', () => {
    const { clock, tolerance, record } = aTolerance();
    record({ notAvailableDurationMs: 10_000 });

    record({ notAvailableDurationMs: 2000 });
    clock.jump(9999);
    const afterShorter = tolerance.isAvailable(BROKER);
    record({ notAvailableDurationMs: 2000 });
    clock.jump(1999);

    expect([afterShorter, tolerance.isAvailable(BROKER)]).toEqual([false, false]);
  });

  it('[D3.2] may be unreachable without being left out', () => {
    const { tolerance, record } = aTolerance();
    record({ isReachable: false, error: refused });

    expect([tolerance.isAvailable(BROKER), tolerance.isReachable(BROKER)]).toEqual([true, false]);
    expect(tolerance.snapshot()).toMatchObject([{ unavailableUntil: undefined, reason: 'BROKER_RESPONSE' }]);
  });
});

describe('the snapshot', () => {
  it('says until when a slow broker is out of use, by the wall clock, and why; each time the same', () => {
    const { clock, tolerance, record } = aTolerance();
    const before = Date.now();
    record({ latencyMs: 700, notAvailableDurationMs: 2000 });
    const after = Date.now();

    const [item] = tolerance.snapshot();
    clock.jump(500);
    const [later] = tolerance.snapshot();

    expect(item).toMatchObject({ brokerName: BROKER, latencyMs: 700, isReachable: true, reason: 'SLOW_ANSWER' });
    expect(item?.unavailableUntil?.getTime()).toBeGreaterThanOrEqual(before + 2000);
    expect(item?.unavailableUntil?.getTime()).toBeLessThanOrEqual(after + 2000);
    expect(later).toEqual(item);
  });

  it('holds nothing against a broker whose time is over', () => {
    const { clock, tolerance, record } = aTolerance();
    record({ latencyMs: 3, notAvailableDurationMs: 2000, error: refused });
    clock.jump(2000);

    expect(tolerance.snapshot()).toEqual([
      {
        brokerName: BROKER,
        latencyMs: 3,
        unavailableUntil: undefined,
        isReachable: true,
        reason: undefined,
        responseCode: undefined,
      },
    ]);
  });

  it('cannot change what is known', () => {
    const { tolerance, record } = aTolerance();
    record({ latencyMs: 3 });

    Object.assign(tolerance.snapshot()[0]!, { isReachable: false });

    expect(tolerance.isReachable(BROKER)).toBe(true);
  });
});

describe('what a detector is to ask', () => {
  it('[D5.2] is every broker that was noted, healthy ones too, each once an interval', () => {
    const { clock, tolerance, record } = aTolerance();
    record({});
    record({ brokerName: 'broker-b', topic: 'U' });

    const first = tolerance.takeDue(2000).map(({ brokerName, topic }) => `${brokerName} ${topic}`);
    clock.jump(1999);
    const early = tolerance.takeDue(2000);
    clock.jump(1);
    const second = tolerance.takeDue(2000);

    expect(first).toEqual(['broker-a T', 'broker-b U']);
    expect([early.length, second.length]).toEqual([0, 2]);
  });

  it('[D5.4] can be marked reachable, which does not end the time it is left out', () => {
    const { tolerance, record } = aTolerance();
    record({ notAvailableDurationMs: 10_000, isReachable: false });

    tolerance.markReachable(BROKER);
    tolerance.markReachable('unknown');

    expect([tolerance.isAvailable(BROKER), tolerance.isReachable(BROKER)]).toEqual([false, true]);
    expect(tolerance.snapshot()).toHaveLength(1);
  });
});
