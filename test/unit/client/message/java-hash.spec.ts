import { describe, expect, it } from '@jest/globals';
import { javaHash } from '../../../../lib/client/message/java-hash.js';

describe('javaHash', () => {
  it.each([
    ['', 0],
    ['TagA', 2_598_919],
    ['TagB', 2_598_920],
    ['中文', 646_394],
    ['order_created', 848_461_559],
  ])('of %p is %d, as in Java', (text, expected) => {
    expect(javaHash(text)).toBe(expected);
  });
});
