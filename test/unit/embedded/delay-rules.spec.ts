import { describe, expect, it } from '@jest/globals';
import { decodeProperties, encodeProperties } from '../../../lib/client/message/message-properties.js';
import { type Delay, type DelayFacts, delayOf } from '../../../lib/embedded/delay-rules.js';

const NOW = 1_700_000_000_300;

function delay(properties: Record<string, string>, facts: Partial<DelayFacts> = {}): ReturnType<typeof delayOf> {
  const text = encodeProperties(Object.entries(properties));
  return delayOf({ topic: 'T', queueId: 2, properties: text, now: NOW, hasTimers: true, ...facts });
}

describe('a delay level', () => {
  it.each([
    ['1', 0, 1000],
    ['2', 1, 5000],
    ['3', 2, 10_000],
    ['4', 3, 30_000],
    ['5', 4, 60_000],
    ['14', 13, 600_000],
    ['15', 14, 1_200_000],
    ['16', 15, 1_800_000],
    ['17', 16, 3_600_000],
    ['18', 17, 7_200_000],
    ['99', 17, 7_200_000],
  ])('of %s waits in queue %d for %d ms, on brokers of any version', (level, queueId, delayMs) => {
    const delays = [true, false].map((hasTimers) => delay({ DELAY: level }, { hasTimers }) as Delay);

    for (const found of delays) {
      expect(found).toMatchObject({ topic: 'SCHEDULE_TOPIC_XXXX', queueId, dueAt: NOW + delayMs });
      expect(found.handleTime).toBeUndefined();
      expect(decodeProperties(found.properties)).toEqual({ REAL_TOPIC: 'T', REAL_QID: '2' });
    }
  });

  it.each(['0', '-1'])('of %s is none', (level) => {
    expect(delay({ DELAY: level })).toBeUndefined();
  });

  it('wins over a timer', () => {
    expect(delay({ DELAY: '1', TIMER_DELAY_MS: '60000' })).toMatchObject({ topic: 'SCHEDULE_TOPIC_XXXX' });
  });
});

describe('a timer', () => {
  it.each([
    [{ TIMER_DELAY_SEC: '2' }, NOW + 2000, 1_700_000_002_000],
    [{ TIMER_DELAY_MS: '1500' }, NOW + 1500, 1_700_000_001_000],
    [{ TIMER_DELIVER_MS: String(NOW + 700) }, NOW + 700, 1_700_000_000_000],
    [{ TIMER_DELIVER_MS: String(NOW + 701) }, NOW + 701, 1_700_000_001_000],
    [{ TIMER_DELAY_SEC: '2', TIMER_DELAY_MS: '9', TIMER_DELIVER_MS: '9' }, NOW + 2000, 1_700_000_002_000],
    [{ TIMER_DELAY_MS: '1500', TIMER_DELIVER_MS: '9' }, NOW + 1500, 1_700_000_001_000],
  ])('%j waits until its time, and is known by the second before', (properties, dueAt, slot) => {
    const found = delay(properties) as Delay;

    expect(found).toMatchObject({ topic: 'rmq_sys_wheel_timer', queueId: 0, dueAt, handleTime: slot + 1 });
    expect(decodeProperties(found.properties)).toEqual({
      TIMER_OUT_MS: String(slot),
      REAL_TOPIC: 'T',
      REAL_QID: '2',
    });
  });

  it.each([{ TIMER_DELIVER_MS: String(NOW) }, { TIMER_DELIVER_MS: '1' }, { TIMER_DELAY_MS: '0' }, {}])(
    '%j is none: the message is visible at once',
    (properties) => {
      expect(delay(properties)).toBeUndefined();
    },
  );

  it.each([{ TIMER_DELAY_MS: 'abc' }, { TIMER_DELAY_SEC: '259201' }, { TIMER_DELIVER_MS: '1.5' }])(
    '%j is refused with the words of 5.5.0',
    (properties) => {
      expect(delay(properties)).toMatchObject({
        code: 13,
        remark:
          'timer message illegal, the delay time should not be bigger than the max delay 259200000ms; ' +
          'or if set del msg, the delay time should be bigger than the current time',
      });
    },
  );

  it('is nothing to a broker of 4.9', () => {
    expect(delay({ TIMER_DELAY_MS: '60000' }, { hasTimers: false })).toBeUndefined();
  });
});
