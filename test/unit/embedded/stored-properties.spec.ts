import { describe, expect, it } from '@jest/globals';
import { decodeProperties } from '../../../lib/client/message/message-properties.js';
import { brokerProperties, findProperty, joinProperties } from '../../../lib/embedded/stored-properties.js';

describe('findProperty', () => {
  it.each([
    ['first', 'TAGS\u0001a\u0002KEYS\u0001k\u0002', 'a'],
    ['last, not terminated', 'KEYS\u0001k\u0002TAGS\u0001a', 'a'],
    ['twice: the last one counts', 'TAGS\u0001a\u0002TAGS\u0001b\u0002', 'b'],
    ['twice: an empty one does not count', 'TAGS\u0001a\u0002TAGS\u0001\u0002', 'a'],
    ['only as the end of another name', 'MYTAGS\u0001a\u0002', undefined],
    ['only inside a value', 'x\u0001TAGS\u0001a\u0002', undefined],
    ['empty', 'TAGS\u0001\u0002', undefined],
    ['missing', '', undefined],
  ])('finds a property that is there %s', (_where, properties, value) => {
    expect(findProperty(properties, 'TAGS')).toBe(value);
  });
});

describe('joinProperties', () => {
  it.each(['a\u0001b', 'a\u0001b\u0002'])('appends behind %j without touching it', (properties) => {
    const joined = joinProperties(properties, brokerProperties('MyCluster'));

    expect(decodeProperties(joined)).toEqual({
      a: 'b',
      MSG_REGION: 'DefaultRegion',
      TRACE_ON: 'true',
      CLUSTER: 'MyCluster',
    });
  });
});
