import { describe, expect, it } from '@jest/globals';
import { NO_EXTRAS, SendExtras } from '../../../../lib/client/producer/send-extras.js';
import { NO_SYSTEM_PROPERTIES } from '../../../../lib/client/producer/system-properties.js';

const FIRST = { flag: 0, system: NO_SYSTEM_PROPERTIES, pin: undefined };

describe('the header of a send', () => {
  it('is plain where it has none of the values that few have', () => {
    expect([NO_EXTRAS.hasPlainHeader, new SendExtras(FIRST).hasPlainHeader]).toEqual([true, true]);
  });

  it.each([
    ['a flag', { ...FIRST, flag: 1 }],
    ['a retry', { ...FIRST, system: { ...NO_SYSTEM_PROPERTIES, reconsumeTimes: 1 } }],
    ['a most number of retries', { ...FIRST, system: { ...NO_SYSTEM_PROPERTIES, maxReconsumeTimes: 16 } }],
  ])('is not plain with %s', (_, first) => {
    expect(new SendExtras(first).hasPlainHeader).toBe(false);
  });

  it('is not plain with a compressed body', () => {
    const extras = new SendExtras(FIRST);

    extras.sysFlag = 1;

    expect(extras.hasPlainHeader).toBe(false);
  });
});

it('what all sends without extras share cannot be changed', () => {
  expect(Object.isFrozen(NO_EXTRAS)).toBe(true);
});
