import { describe, expect, it } from '@jest/globals';
import { isOnewayOpaque, nextOnewayOpaque, nextOpaque } from '../../../../lib/client/remoting/opaque.js';

const LARGEST = 0x7fff_ffff;
const SMALLEST = -0x8000_0000;

describe('the correlation id', () => {
  it('[E1.2] of a two-way request counts up, and wraps around to 0', () => {
    const ids = [nextOpaque(0), nextOpaque(LARGEST - 1), nextOpaque(LARGEST)];

    expect(ids).toEqual([1, LARGEST, 0]);
  });

  it('of a one-way request counts up through the negative numbers, and wraps around to the smallest', () => {
    const ids = [nextOnewayOpaque(SMALLEST), nextOnewayOpaque(-2), nextOnewayOpaque(-1)];

    expect(ids).toEqual([SMALLEST + 1, -1, SMALLEST]);
  });

  it('tells what kind of request it belongs to', () => {
    const kinds = [SMALLEST, -1, 0, LARGEST].map(isOnewayOpaque);

    expect(kinds).toEqual([true, true, false, false]);
  });
});
