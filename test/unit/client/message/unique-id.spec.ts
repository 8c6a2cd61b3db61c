import { describe, expect, it } from '@jest/globals';
import { UniqueIdGenerator, type UniqueIdSource } from '../../../../lib/client/message/unique-id.js';

const NOON_ON_THE_2ND = new Date(2026, 0, 2, 12).getTime();
const MS_SINCE_MONTH_START = 36 * 3_600_000;
const MONTH_END = new Date(2026, 1, 1).getTime();

function aGenerator(source: Partial<UniqueIdSource> = {}): UniqueIdGenerator {
  let calls = 0;
  return new UniqueIdGenerator({
    address: Buffer.from([10, 0, 0, 9]),
    processId: 0x1_2345,
    now: () => NOON_ON_THE_2ND,
    randomBytes: (length) => Buffer.alloc(length, 0xa0 + calls++),
    ...source,
  });
}

/** A clock that shows these times, one call each, and then stays at the last. */
function clockOf(...times: number[]): () => number {
  let calls = 0;
  return () => times[Math.min(calls++, times.length - 1)] ?? 0;
}

function parts(id: string): { prefix: string; time: number; counter: number } {
  return { prefix: id.slice(0, 20), time: parseInt(id.slice(20, 28), 16), counter: parseInt(id.slice(28), 16) };
}

describe('UniqueIdGenerator', () => {
  it('[B6.3] puts address, process id, random part, time and counter one behind the other', () => {
    const id = aGenerator().next();

    const time = MS_SINCE_MONTH_START.toString(16).toUpperCase().padStart(8, '0');
    expect(id).toBe(`0A0000092345A0A0A0A0${time}0000`);
  });

  it.each([
    ['the largest parts', { address: Buffer.alloc(4, 0xff), processId: 0xffff_ffff, now: () => MONTH_END - 1 }],
    ['the smallest parts', { address: Buffer.alloc(4), processId: 0, now: () => new Date(2026, 0, 1).getTime() }],
  ])('[B6.3] is 32 upper-case hex digits with %s', (_what, source) => {
    const id = aGenerator(source).next();

    expect(id).toMatch(/^[0-9A-F]{32}$/);
  });

  it('counts up while the clock stands still', () => {
    const generator = aGenerator();

    const ids = [generator.next(), generator.next(), generator.next()].map(parts);

    expect(ids.map(({ counter }) => counter)).toEqual([0, 1, 2]);
    expect(new Set(ids.map(({ time }) => time))).toEqual(new Set([MS_SINCE_MONTH_START]));
  });

  it('follows the clock', () => {
    const generator = aGenerator({ now: clockOf(NOON_ON_THE_2ND, NOON_ON_THE_2ND + 5) });

    const ids = [generator.next(), generator.next()].map(parts);

    expect(ids.map(({ time }) => time - MS_SINCE_MONTH_START)).toEqual([0, 5]);
  });

  it('[B6.3] never repeats within 1,000,000 ids of one millisecond', () => {
    const generator = aGenerator();

    const ids = new Set(Array.from({ length: 1_000_000 }, () => generator.next()));

    expect(ids.size).toBe(1_000_000);
  });

  it('advances the time when the counter overflows, and lets the clock catch up', () => {
    let now = NOON_ON_THE_2ND;
    const generator = aGenerator({ now: () => now });
    for (let count = 0; count < 0x1_0000; count += 1) generator.next();

    const overflowed = parts(generator.next());
    now += 1;
    const caughtUp = parts(generator.next());
    now += 1;
    const ahead = parts(generator.next());

    expect(overflowed).toMatchObject({ time: MS_SINCE_MONTH_START + 1, counter: 0 });
    expect(caughtUp).toMatchObject({ time: MS_SINCE_MONTH_START + 1, counter: 1 });
    expect(ahead).toMatchObject({ time: MS_SINCE_MONTH_START + 2, counter: 2 });
  });

  it('does not go back when the clock does', () => {
    const times = [NOON_ON_THE_2ND, NOON_ON_THE_2ND - 60_000, NOON_ON_THE_2ND - 3_600_000, NOON_ON_THE_2ND + 1];
    const generator = aGenerator({ now: clockOf(...times) });

    const ids = times.map(() => parts(generator.next()));

    expect(ids.map(({ time }) => time - MS_SINCE_MONTH_START)).toEqual([0, 0, 0, 1]);
    expect(ids.map(({ counter }) => counter)).toEqual([0, 1, 2, 3]);
  });

  it('never repeats while the clock jumps back and forth across the month', () => {
    const jumps = [0, -1, 1, -86_400_000, 5, -5, 86_400_000, 3].map((offset) => MONTH_END + offset);
    let calls = 0;
    const generator = aGenerator({ now: () => jumps[calls++ % jumps.length] ?? 0 });

    const ids = new Set(Array.from({ length: 200_000 }, () => generator.next()));

    expect(ids.size).toBe(200_000);
  });

  it('starts a new month with a new random part and a time of 0', () => {
    const generator = aGenerator({ now: clockOf(MONTH_END - 1, MONTH_END, MONTH_END + 7) });

    const ids = [generator.next(), generator.next(), generator.next()].map(parts);

    expect(ids.map(({ prefix }) => prefix.slice(12))).toEqual(['A0A0A0A0', 'A1A1A1A1', 'A1A1A1A1']);
    expect(ids.map(({ time }) => time)).toEqual([31 * 86_400_000 - 1, 0, 7]);
  });

  it('stays in the new month when the clock goes back into the old one', () => {
    const generator = aGenerator({ now: clockOf(MONTH_END - 1, MONTH_END, MONTH_END - 1) });

    const ids = [generator.next(), generator.next(), generator.next()].map(parts);

    expect(ids[2]).toEqual({ ...ids[1], counter: (ids[1]?.counter ?? 0) + 1 });
  });

  it('handles the turn of the year', () => {
    const newYear = new Date(2027, 0, 1).getTime();
    const generator = aGenerator({ now: clockOf(newYear - 1, newYear) });

    const ids = [generator.next(), generator.next()].map(parts);

    expect(ids.map(({ time }) => time)).toEqual([31 * 86_400_000 - 1, 0]);
  });
});
