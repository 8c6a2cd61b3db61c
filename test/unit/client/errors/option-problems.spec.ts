import { describe, expect, it } from '@jest/globals';
import { numberProblem, refuseProblems, wholeNumberProblem } from '../../../../lib/client/errors/option-problems.js';

describe('option problems', () => {
  it.each([0, 1.5, 2_147_483_647])('takes %d as a number from 0', (value) => {
    expect(numberProblem('x', value, 0)).toBeUndefined();
  });

  it.each([-1, 2_147_483_648, Number.NaN, '1', undefined])('refuses %p as a number from 0', (value) => {
    expect(numberProblem('x', value, 0)).toBe(`x is ${String(value)}, it must be a number from 0 to 2147483647`);
  });

  it.each([1.5, 2 ** 53, -1])('refuses %d as a whole number up to 2^53 - 1', (value) => {
    expect(wholeNumberProblem('x', value, 0, Number.MAX_SAFE_INTEGER)).toBe(
      `x is ${value}, it must be a whole number from 0 to 9007199254740991`,
    );
  });

  it('are listed in one error, and no problem is no error', () => {
    expect(() => refuseProblems('call', ['one', undefined, 'two'])).toThrow('call: one; two');
    expect(() => refuseProblems('call', [undefined])).not.toThrow();
  });
});
