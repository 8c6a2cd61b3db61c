import { describe, expect, it } from '@jest/globals';
import { isOnewayOpaque, nextOnewayOpaque, opaqueAge } from '../../../../lib/client/remoting/opaque.js';

const LARGEST = 0x7fff_ffff;
const SMALLEST = -0x8000_0000;

describe('the correlation id', () => {
  it('of a two-way request tells how many came after it, beyond the largest, too', () => {
    const ages = [opaqueAge(7, 7), opaqueAge(5, 7), opaqueAge(LARGEST, 1)];

    expect(ages).toEqual([0, 2, 2]);
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
