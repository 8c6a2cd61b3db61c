import { describe, expect, it } from '@jest/globals';
import { mergeFacts } from '../../../lib/nest/message/message-facts.js';

const at = (facts: object | undefined, ...args: unknown[]) => ({ facts, args });

describe('mergeFacts', () => {
  it('takes each fact from the first source that names it', () => {
    const facts = mergeFacts([
      at({ tags: 'a' }),
      at(undefined),
      at({ tags: 'b', keys: 'k' }),
      at({ keys: 'l', flag: 2 }),
    ]);

    expect(facts).toEqual({ tags: 'a', keys: 'k', flag: 2 });
  });

  it('calls functions with the arguments of their source, and only where nobody before has named the fact', () => {
    const asked: unknown[][] = [];
    const tags = (...args: unknown[]): string => {
      asked.push(args);
      return 'b';
    };

    const facts = mergeFacts([at({ keys: 'k' }, 1), at({ tags, keys: tags }, 2, 3), at({ tags }, 4)]);

    expect(facts).toEqual({ tags: 'b', keys: 'k' });
    expect(asked).toEqual([[2, 3]]);
  });

  it('leaves a fact of which a function says undefined to the next source', () => {
    expect(mergeFacts([at({ tags: () => undefined }), at({ tags: 'b' })])).toEqual({ tags: 'b' });
  });

  it.each([
    ['delivery time', { deliverAfterMs: 5 }, { delayLevel: 1 }],
    ['queue', { shardingKey: 's' }, { queue: {}, selector: () => {} }],
  ])('takes the whole %s from one source', (_what, first, second) => {
    expect(mergeFacts([at(first), at(second)])).toEqual(first);
    expect(mergeFacts([at(second), at(first)])).toEqual(second);
  });

  it('keeps what excludes itself within one source, for the client to refuse', () => {
    expect(mergeFacts([at({ delayLevel: 1, deliverAfterMs: 5 })])).toEqual({ delayLevel: 1, deliverAfterMs: 5 });
  });

  it('joins properties by name', () => {
    const facts = mergeFacts([at({ properties: { a: '1' } }), at({ properties: () => ({ a: '2', b: '3' }) })]);

    expect(facts.properties).toEqual({ a: '1', b: '3' });
  });
});
