import { describe, expect, it } from '@jest/globals';
import { splitSystemProperties } from '../../../../lib/client/producer/system-properties.js';

const RETRY = { RETRY_TOPIC: 'orders', RECONSUME_TIME: '3', MAX_RECONSUME_TIMES: '16' };

describe('splitSystemProperties', () => {
  it('[B6.10] takes the counts of a retry topic out of the property string', () => {
    const split = splitSystemProperties('%RETRY%group', RETRY);

    expect(split).toEqual({
      properties: 'RETRY_TOPIC\u0001orders\u0002',
      reconsumeTimes: 3,
      maxReconsumeTimes: 16,
    });
  });

  it('leaves them where they are on any other topic', () => {
    const split = splitSystemProperties('orders', { RECONSUME_TIME: '3' });

    expect(split).toEqual({
      properties: 'RECONSUME_TIME\u00013\u0002',
      reconsumeTimes: undefined,
      maxReconsumeTimes: undefined,
    });
  });

  it('has nothing to say where there is nothing', () => {
    const splits = [splitSystemProperties('%RETRY%group', undefined), splitSystemProperties('%RETRY%group', {})];

    const nothing = { properties: '', reconsumeTimes: undefined, maxReconsumeTimes: undefined };
    expect(splits).toEqual([nothing, nothing]);
  });
});
