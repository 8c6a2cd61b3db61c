/**
 * Which queue is chosen while brokers are left out, and which sends feed that.
 */
import { describe, expect, it } from '@jest/globals';
import { ConnectError } from '../../../../lib/client/errors/transport-errors.js';
import {
  type AttemptedSend,
  type ChoosingSend,
  faultStrategy,
  FaultStrategy,
} from '../../../../lib/client/producer/fault-strategy.js';
import { resolveFaultToleranceOptions } from '../../../../lib/client/producer/fault-tolerance-options.js';
import { BrokerAddressTable } from '../../../../lib/client/routing/broker-address-table.js';
import { type BrokerFilter, TopicPublishInfo } from '../../../../lib/client/routing/topic-publish-info.js';
import { aPool } from '../../../fixtures/remoting-pool.js';

const FIRST: ChoosingSend = { mode: 'SYNC', attempt: 0, extras: { lastBroker: undefined } };
const queues = ['a', 'b', 'c'].map((brokerName) => ({ topic: 'T', brokerName, queueId: 0 }));
const isolating = new ConnectError('10.0.0.1:10911', 'refused');

const everyBroker: BrokerFilter = () => true;
const butC: BrokerFilter = (brokerName) => brokerName !== 'c';

function aStrategy(options = {}) {
  const { pool, clock } = aPool();
  const ports = { pool, clock, brokers: new BrokerAddressTable({}) };
  const strategy = new FaultStrategy(resolveFaultToleranceOptions({ sendLatencyFaultEnable: true, ...options }), ports);
  const info = new TopicPublishInfo(queues, 0);
  const record = (brokerName: string, error?: Error, facts: Partial<AttemptedSend> = {}): void =>
    strategy.record(
      { mode: 'SYNC', topic: 'T', brokerName, sentAt: clock.now(), extras: { pin: undefined }, ...facts },
      error,
    );
  /** Brokers that so many sends choose, one after the other. */
  const chosen = (count: number, send: Partial<ChoosingSend> = {}, isHeard = everyBroker): (string | undefined)[] =>
    Array.from({ length: count }, () => strategy.chooseQueue({ ...FIRST, ...send }, info, isHeard)?.brokerName);
  return { strategy, clock, ports, info, record, chosen };
}

describe('choosing a queue with latency fault tolerance', () => {
  it('[B4.5] takes all in turn while all are well', () => {
    const { chosen } = aStrategy();

    expect(chosen(4)).toEqual(['a', 'b', 'c', 'a']);
  });

  it('[B4.5] first takes available brokers only, and not the last one', () => {
    const { record, chosen } = aStrategy();
    record('a', isolating);

    expect(chosen(4)).toEqual(['b', 'c', 'b', 'c']);
    expect(chosen(2, { extras: { lastBroker: 'b' } })).toEqual(['c', 'c']);
  });

  it('[B4.5] then takes reachable ones, and not the last one', () => {
    const { record, chosen } = aStrategy({ startDetectorEnable: true });
    record('a', isolating);
    record('b', isolating, { mode: 'ASYNC' });
    record('c', isolating, { mode: 'ASYNC' });

    expect(new Set(chosen(6))).toEqual(new Set(['b', 'c']));
    expect(new Set(chosen(6, { extras: { lastBroker: 'b' } }))).toEqual(new Set(['c']));
  });

  it('[B4.5] at last takes simply the next one, the last broker included', () => {
    const { record, chosen } = aStrategy({ startDetectorEnable: true });
    for (const { brokerName } of queues) record(brokerName, isolating);

    expect(new Set(chosen(3, { extras: { lastBroker: 'a' } }))).toEqual(new Set(['a', 'b', 'c']));
  });

  it('[D4.5] takes an unreachable broker again once its time is over, without any detector', () => {
    const { record, chosen, clock } = aStrategy({ startDetectorEnable: true });
    record('a', isolating);
    clock.jump(10_000);

    expect(new Set(chosen(3))).toEqual(new Set(['a', 'b', 'c']));
  });

  it('[B4.6] goes on from a random place from the second SYNC attempt on', () => {
    const { strategy, info } = aStrategy();
    const resets: number[] = [];
    info.resetIndex = (start) => resets.push(start);
    const choose = (send: Partial<ChoosingSend>): unknown =>
      strategy.chooseQueue({ ...FIRST, ...send }, info, everyBroker);

    choose({});
    choose({ mode: 'ASYNC', attempt: 1, extras: { lastBroker: 'a' } });
    const before = resets.length;
    choose({ attempt: 1, extras: { lastBroker: 'a' } });
    choose({ attempt: 2, extras: { lastBroker: 'b' } });

    expect(before).toBe(0);
    expect(resets).toHaveLength(2);
    expect(resets.every((start) => Number.isInteger(start) && start >= 0)).toBe(true);
  });

  it('leaves out brokers that have fallen silent, unless no other is left', () => {
    const { chosen, record } = aStrategy();
    const before = chosen(6, {}, butC);
    record('a', isolating);
    record('b', isolating);

    expect(new Set(before)).toEqual(new Set(['a', 'b']));
    expect(chosen(1, {}, () => false)).not.toContain(undefined);
  });
});

describe('recording', () => {
  it('[D2.2] [D4.1] counts the time of a slow success', () => {
    const { record, strategy, clock } = aStrategy();
    record('a', undefined, { sentAt: clock.now() - 549 });
    record('b', undefined, { sentAt: clock.now() - 550 });

    expect(strategy.items()).toMatchObject([
      { brokerName: 'a', latencyMs: 549, unavailableUntil: undefined },
      { brokerName: 'b', latencyMs: 550, unavailableUntil: expect.any(Date), reason: 'SLOW_ANSWER' },
    ]);
  });

  it('[D2.7] counts an isolated broker as one of 10 seconds, and shows its own time', () => {
    const { record, strategy, chosen, clock } = aStrategy();
    record('a', isolating, { sentAt: clock.now() - 3 });
    clock.jump(9999);
    const before = chosen(3);
    clock.jump(1);

    expect(strategy.items()).toMatchObject([{ brokerName: 'a', latencyMs: 3 }]);
    expect(before).not.toContain('a');
    expect(chosen(3)).toContain('a');
  });

  it.each([
    ['SYNC', 0],
    ['ASYNC', 1],
    ['ONEWAY', 0],
  ] as const)('[D4.4] of a %s send that is pinned to a queue makes %i items', (mode, items) => {
    const { record, strategy } = aStrategy();

    record('a', isolating, { mode, extras: { pin: () => queues[0]! } });

    expect(strategy.items()).toHaveLength(items);
  });

  it('[D4.2] leaves out attempts that a hook ended', () => {
    const { record, strategy } = aStrategy();

    record('a', new TypeError('a hook broke'));

    expect(strategy.items()).toEqual([]);
  });
});

it('[D1.4] exists only where it is switched on', () => {
  const { ports } = aStrategy();

  const off = faultStrategy(resolveFaultToleranceOptions({ startDetectorEnable: true }), ports);
  const on = faultStrategy(resolveFaultToleranceOptions({ sendLatencyFaultEnable: true }), ports);

  expect(off).toBeUndefined();
  expect(on).toBeInstanceOf(FaultStrategy);
});
