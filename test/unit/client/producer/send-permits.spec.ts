import { describe, expect, it } from '@jest/globals';
import { type PermitSeeker, SendPermits } from '../../../../lib/client/producer/send-permits.js';
import { ManualClock } from '../../../fixtures/remoting-clock.js';

class Seeker implements PermitSeeker {
  holdsPermit = false;

  constructor(
    readonly name: string,
    readonly permitBytes = 1,
    readonly deadlineAt = Infinity,
  ) {}

  onFailure(): void {}
}

function permitsOf(maxInFlightSends: number, maxInFlightBytes: number, whenFull: 'wait' | 'fail' = 'wait') {
  const clock = new ManualClock();
  const told: string[] = [];
  const permits = new SendPermits<Seeker>({ maxInFlightSends, maxInFlightBytes }, whenFull, {
    clock,
    onGranted: ({ name }) => told.push(`granted ${name}`),
    onExpired: ({ name }) => told.push(`expired ${name}`),
  });
  return { clock, told, permits };
}

describe('permits', () => {
  it('are granted at once below the limits', () => {
    const { permits, told } = permitsOf(2, 10);

    expect([permits.ask(new Seeker('a', 4)), permits.ask(new Seeker('b', 6))]).toEqual(['granted', 'granted']);
    expect(told).toEqual([]);
  });

  it('[B9.2c] are waited for in the order of asking, even by one that would fit', () => {
    const { clock, permits, told } = permitsOf(10, 10);
    const holder = new Seeker('holder', 8);
    permits.ask(holder);

    const answers = [permits.ask(new Seeker('large', 9, 9000)), permits.ask(new Seeker('small', 1, 9000))];
    permits.giveBack(holder);

    expect(answers).toEqual(['waiting', 'waiting']);
    expect(told).toEqual(['granted large', 'granted small']);
    expect(clock.waiting).toBe(0);
  });

  it('[B9.2c] are given back once, however often it is said', () => {
    const { permits, told } = permitsOf(1, 100);
    const [first, second, third] = [new Seeker('first'), new Seeker('second'), new Seeker('third')];
    permits.ask(first);
    permits.ask(second);
    permits.ask(third);

    permits.giveBack(first);
    permits.giveBack(first);

    expect(told).toEqual(['granted second']);
    expect(permits.description).toBe('1 of 1 sends and 1 of 100 bytes are in flight, 1 sends wait');
  });

  it('[B9.2a] are not waited for longer than the deadline, and one that leaves lets the next come up', () => {
    const { clock, permits, told } = permitsOf(10, 10);
    const holder = new Seeker('holder', 5);
    permits.ask(holder);
    const impatient = new Seeker('impatient', 9, clock.now() + 100);
    permits.ask(impatient);
    permits.ask(new Seeker('small', 5));

    clock.advance(100);
    permits.giveBack(impatient);
    permits.giveBack(holder);

    expect(told).toEqual(['expired impatient', 'granted small']);
    expect(clock.waiting).toBe(0);
  });

  it('are taken out of the queue by one that ends while it waits', () => {
    const { permits, told } = permitsOf(10, 10);
    permits.ask(new Seeker('holder', 5));
    const aborted = new Seeker('aborted', 9);
    permits.ask(aborted);
    permits.ask(new Seeker('small', 5));

    permits.giveBack(aborted);

    expect(told).toEqual(['granted small']);
  });

  it('[B9.2b] [B9.3] are refused at once with the policy fail, and for what could never fit', () => {
    const failing = permitsOf(1, 10, 'fail');
    failing.permits.ask(new Seeker('holder'));
    const waiting = permitsOf(1, 10);

    expect(failing.permits.ask(new Seeker('next'))).toBe('refused');
    expect(waiting.permits.ask(new Seeker('huge', 11))).toBe('refused');
  });

  it('[B9.2c] follow limits that change while some wait', () => {
    const { permits, told } = permitsOf(1, 100);
    permits.ask(new Seeker('holder'));
    for (const name of ['a', 'b', 'c']) permits.ask(new Seeker(name));

    permits.limits = { maxInFlightSends: 3, maxInFlightBytes: 100 };

    expect(told).toEqual(['granted a', 'granted b']);
    expect(permits.limits.maxInFlightSends).toBe(3);
  });

  it('go to a small one as soon as the large one before it has waited in vain', () => {
    const { clock, permits, told } = permitsOf(10, 10);
    permits.ask(new Seeker('holder', 5));
    permits.ask(new Seeker('large', 9, clock.now() + 100));
    permits.ask(new Seeker('small', 5));

    clock.advance(100);

    expect(told).toEqual(['expired large', 'granted small']);
    expect(clock.waiting).toBe(0);
  });

  it('[B9.2c] go through a long queue of sends that end at once without a call in a call', () => {
    let depth = 0;
    let deepest = 0;
    const permits: SendPermits<Seeker> = new SendPermits({ maxInFlightSends: 1, maxInFlightBytes: 10 }, 'wait', {
      clock: new ManualClock(),
      onGranted: (seeker) => {
        depth += 1;
        deepest = Math.max(deepest, depth);
        permits.giveBack(seeker);
        depth -= 1;
      },
      onExpired: () => {},
    });
    const holder = new Seeker('holder');
    permits.ask(holder);
    for (let count = 0; count < 50; count += 1) permits.ask(new Seeker(`waiting ${count}`));

    permits.giveBack(holder);

    expect([deepest, permits.waiting]).toEqual([1, 0]);
    expect(permits.description).toContain('0 of 1 sends and 0 of 10 bytes');
  });
});

describe('the use of the limits', () => {
  it('shows what is under way against the limits, and nothing else of the options', () => {
    const clock = new ManualClock();
    const ports = { clock, onGranted: () => {}, onExpired: () => {} };
    const options = { maxInFlightSends: 5, maxInFlightBytes: 100, group: 'orders' };
    const permits = new SendPermits<Seeker>(options, 'wait', ports);

    permits.ask(new Seeker('a', 7));

    expect(permits.use).toEqual({
      maxInFlightSends: 5,
      maxInFlightBytes: 100,
      sends: 1,
      bytes: 7,
      waiting: 0,
      fullForMs: undefined,
    });
  });

  it.each([
    ['the last permit is taken', 1, 100],
    ['the last byte is taken', 100, 1],
  ])('tells for how long there is no room, from when %s until one is free', (_when, maxSends, maxBytes) => {
    const { clock, permits } = permitsOf(maxSends, maxBytes);
    const [first, second] = [new Seeker('first'), new Seeker('second')];
    permits.ask(first);
    clock.advance(50);
    permits.ask(second);
    clock.advance(30);
    const fullForMs = [permits.use.fullForMs];

    // It goes to the second one at once: there is no room meanwhile.
    permits.giveBack(first);
    fullForMs.push(permits.use.fullForMs);
    permits.giveBack(second);
    fullForMs.push(permits.use.fullForMs);

    expect(fullForMs).toEqual([80, 80, undefined]);
  });

  it('has no room while one waits that does not fit, and has when that one has waited in vain', () => {
    const { clock, permits } = permitsOf(10, 10);
    permits.ask(new Seeker('holder', 5));
    permits.ask(new Seeker('large', 9, clock.now() + 100));
    clock.advance(40);
    const whileItWaits = permits.use;

    clock.advance(60);

    expect(whileItWaits).toMatchObject({ sends: 1, waiting: 1, fullForMs: 40 });
    expect(permits.use).toMatchObject({ sends: 1, waiting: 0, fullForMs: undefined });
  });

  it('has room again when the limits are raised', () => {
    const { permits } = permitsOf(1, 10);
    permits.ask(new Seeker('holder'));
    const before = permits.use.fullForMs;

    permits.limits = { maxInFlightSends: 2, maxInFlightBytes: 10 };

    expect([before, permits.use.fullForMs]).toEqual([0, undefined]);
  });
});
