/**
 * The limit on requests in flight; how connections use it is in connection-limits.spec.ts.
 */
import { describe, expect, it } from '@jest/globals';
import { InFlightLimit, type PermitSeeker } from '../../../../lib/client/remoting/in-flight-limit.js';
import { ManualClock } from '../../../fixtures/remoting-clock.js';

interface LimitRig {
  readonly clock: ManualClock;
  readonly limit: InFlightLimit;
  /** What became of those that waited, in order. */
  readonly log: string[];
  readonly wait: (name: string, facts?: Partial<PermitSeeker>) => void;
}

function aLimit(max: number): LimitRig {
  const clock = new ManualClock();
  const limit = new InFlightLimit('maxInFlightRequests', max, clock);
  const log: string[] = [];
  const wait: LimitRig['wait'] = (name, facts = {}) =>
    limit.wait({
      address: 'b:1',
      connection: limit,
      sentAt: clock.now(),
      deadlineAt: clock.now() + 1000,
      begin: () => log.push(`${name} begins`) > 0,
      onFailure: (error) => log.push(`${name}: ${error.message}`),
      ...facts,
    });
  return { clock, limit, log, wait };
}

describe('InFlightLimit', () => {
  it('gives as many permits as it has', () => {
    const { limit } = aLimit(2);

    const taken = [limit.take(), limit.take(), limit.take()];
    limit.giveBack(1);

    expect([...taken, limit.take()]).toEqual([true, true, false, true]);
    expect(limit.inFlight).toBe(2);
  });

  it('[E6.2] passes a permit on to who has waited longest, and to nobody who comes later', () => {
    const { limit, log, wait } = aLimit(1);
    limit.take();
    wait('first', {
      begin: () => {
        log.push(`first begins, another one: ${limit.take()}`);
        return true;
      },
    });
    wait('second');

    limit.giveBack(1);

    expect(log).toEqual(['first begins, another one: false']);
    expect([limit.inFlight, limit.waiting]).toEqual([1, 1]);
  });

  it('passes several permits on in order', () => {
    const { limit, log, wait } = aLimit(2);
    limit.take();
    limit.take();
    for (const name of ['first', 'second', 'third']) wait(name);

    limit.giveBack(2);

    expect(log).toEqual(['first begins', 'second begins']);
    expect([limit.inFlight, limit.waiting]).toEqual([2, 1]);
  });

  it('[E6.7] offers a permit that one does not need any more to the next, and keeps it if there is none', () => {
    const { clock, limit, log, wait } = aLimit(1);
    limit.take();
    wait('settled', { begin: () => false });
    wait('next');
    wait('settled, too', { begin: () => false });

    limit.giveBack(1);
    limit.giveBack(1);

    expect(log).toEqual(['next begins']);
    expect([limit.inFlight, limit.waiting, clock.waiting]).toEqual([0, 0, 0]);
  });

  it('does not run out of stack when a long queue needs its permits no more', () => {
    const { limit, wait } = aLimit(1);
    limit.take();
    for (let count = 0; count < 65_535; count += 1) wait('settled', { begin: () => false });

    limit.giveBack(1);

    expect([limit.inFlight, limit.waiting]).toEqual([0, 0]);
  });

  it('[E6.4] [E6.6] fails who has waited until its deadline, with numbers and the option to change', () => {
    const { clock, limit, log, wait } = aLimit(1);
    limit.take();
    wait('first', { deadlineAt: clock.now() + 300 });
    wait('second');

    clock.advance(300);

    expect(log).toEqual([
      'first: a request to b:1 was not sent within 300 ms: 1 of 1 are in flight, 2 wait (maxInFlightRequests)',
    ]);
    expect(limit.waiting).toBe(1);
  });

  it('fails those of a connection that ends, and leaves the others in their order', () => {
    const { clock, limit, log, wait } = aLimit(1);
    const ending = {};
    limit.take();
    wait('first');
    wait('ending', { connection: ending });
    wait('second');

    limit.leave(ending, new Error('it ended'));
    limit.giveBack(1);
    limit.giveBack(1);

    expect(log).toEqual(['ending: it ended', 'first begins', 'second begins']);
    expect(clock.waiting).toBe(0);
  });

  it('leaves no timer when everybody who waited has left', () => {
    const { clock, limit, wait } = aLimit(1);
    const ending = {};
    limit.take();
    wait('ending', { connection: ending });
    const before = clock.waiting;

    limit.leave(ending, new Error('it ended'));

    expect([before, clock.waiting]).toEqual([1, 0]);
  });

  it('[E6.2] goes through a long queue of requests that end at once without a call in a call', () => {
    const { limit, wait } = aLimit(1);
    let depth = 0;
    let deepest = 0;
    const begin = (): boolean => {
      depth += 1;
      deepest = Math.max(deepest, depth);
      limit.giveBack(1);
      depth -= 1;
      return true;
    };
    limit.take();
    for (let count = 0; count < 50; count += 1) wait(`waiting ${count}`, { begin });

    limit.giveBack(1);

    expect([deepest, limit.waiting, limit.inFlight]).toEqual([1, 0, 0]);
  });
});
