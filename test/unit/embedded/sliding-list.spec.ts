import { describe, expect, it } from '@jest/globals';
import { SlidingList } from '../../../lib/embedded/sliding-list.js';

describe('SlidingList', () => {
  it('gives items back in the order in which they came', () => {
    const list = new SlidingList<number>();
    list.push(1);
    list.push(2);

    expect([list.shift(), list.shift(), list.shift()]).toEqual([1, 2, undefined]);
  });

  it('counts indexes from the first item that is left', () => {
    const list = new SlidingList<string>();
    for (const item of ['a', 'b', 'c']) list.push(item);
    list.shift();

    expect([list.at(0), list.at(1), list.at(2), list.at(-1)]).toEqual(['b', 'c', undefined, undefined]);
  });

  it('keeps order and length while thousands of items pass through', () => {
    const list = new SlidingList<number>();
    const taken: (number | undefined)[] = [];
    for (let item = 0; item < 10_000; item += 1) {
      list.push(item);
      if (item >= 100) taken.push(list.shift());
    }

    expect(list.length).toBe(100);
    expect(taken).toEqual(Array.from({ length: 9_900 }, (_, index) => index));
    expect(list.at(99)).toBe(9_999);
  });
});
