import { describe, expect, it } from '@jest/globals';
import { valueExcerpt } from '../../../../lib/client/protocol/value-excerpt.js';

describe('valueExcerpt', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [5, '5'],
    [true, 'true'],
    ['a"b', '"a\\"b"'],
    [[1], 'a list'],
    [{ a: 1 }, 'an object'],
  ])('shows %j as %s', (value, text) => {
    const excerpt = valueExcerpt(value);

    expect(excerpt).toBe(text);
  });

  it('shows the beginning of a long text', () => {
    const excerpt = valueExcerpt('x'.repeat(1_000_000));

    expect(excerpt).toBe(`"${'x'.repeat(60)}"`);
  });
});
