import { describe, expect, it } from '@jest/globals';
import { tagCode, tagFilter } from '../../../lib/embedded/tag-filter.js';

const passing = (expression: string | undefined, type?: string) =>
  ['TagA', 'TagB', undefined].filter((tag) => tagFilter(expression, type)(tagCode(tag)));

describe('tagCode', () => {
  it.each([
    ['TagA', 2_598_919],
    ['TagB', 2_598_920],
    ['中文', 646_394],
    ['order_created', 848_461_559],
    ['', 0],
    [undefined, 0],
  ])("is Java's hash code of %s", (tag, code) => {
    expect(tagCode(tag)).toBe(code);
  });
});

describe('tagFilter', () => {
  it.each([
    ['TagA', ['TagA']],
    [' TagA ||TagB|| ', ['TagA', 'TagB']],
    ['TagC', []],
    ['*', ['TagA', 'TagB', undefined]],
    ['', ['TagA', 'TagB', undefined]],
    [undefined, ['TagA', 'TagB', undefined]],
  ])('lets through what %j asks for', (expression, tags) => {
    expect(passing(expression)).toEqual(tags);
  });

  it('lets everything through for a type that it cannot evaluate', () => {
    expect(passing('a > 1', 'SQL92')).toHaveLength(3);
  });
});
