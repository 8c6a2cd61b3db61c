import { describe, expect, it } from '@jest/globals';
import { deliveryTimeProblem, deliveryTimeProperty, needsTimer } from '../../../../lib/client/message/delivery-time.js';
import type { Message } from '../../../../lib/client/message/message.js';
import { aMessage } from '../../../fixtures/messages.js';

/** A message with a time as callers without type checks may pass it. */
function timed(time: { readonly [K in 'delayLevel' | 'deliverAfterMs' | 'deliverAt']?: unknown }): Message {
  return aMessage(time as Partial<Message>);
}

const AT = new Date(1_795_372_493_216);

describe('the time of a message', () => {
  it.each([
    ['no time', {}, undefined, false],
    ['a delay level', { delayLevel: 1 }, ['DELAY', '1'], false],
    ['the highest delay level', { delayLevel: 18 }, ['DELAY', '18'], false],
    ['a delay', { deliverAfterMs: 1500 }, ['TIMER_DELAY_MS', '1500'], true],
    ['no delay at all', { deliverAfterMs: 0 }, ['TIMER_DELAY_MS', '0'], true],
    ['a time', { deliverAt: AT }, ['TIMER_DELIVER_MS', '1795372493216'], true],
    ['a time that is past', { deliverAt: new Date(0) }, ['TIMER_DELIVER_MS', '0'], true],
  ])('%s is taken, and written as its property', (_what, time, property, isTimer) => {
    const message = timed(time);

    expect(deliveryTimeProblem(message)).toBeUndefined();
    expect(deliveryTimeProperty(message)).toEqual(property);
    expect(needsTimer(message)).toBe(isTimer);
  });

  it.each([
    [{ delayLevel: 1, deliverAfterMs: 1 }, 'delayLevel and deliverAfterMs exclude each other: keep one of them'],
    [{ delayLevel: 1, deliverAt: AT }, 'delayLevel and deliverAt exclude each other: keep one of them'],
    [{ deliverAfterMs: 1, deliverAt: AT }, 'deliverAfterMs and deliverAt exclude each other: keep one of them'],
    [{ delayLevel: 0 }, 'delayLevel is 0, it must be a whole number from 1 to 18'],
    [{ delayLevel: 19 }, 'delayLevel is 19, it must be a whole number from 1 to 18'],
    [{ delayLevel: 1.5 }, 'delayLevel is 1.5, it must be a whole number from 1 to 18'],
    [{ delayLevel: '3' }, 'delayLevel is 3, it must be a whole number from 1 to 18'],
    [{ delayLevel: null }, 'delayLevel is null, it must be a whole number from 1 to 18'],
    [{ deliverAfterMs: -1 }, 'deliverAfterMs is -1, it must be a whole number of milliseconds, 0 or more'],
    [{ deliverAfterMs: NaN }, 'deliverAfterMs is NaN, it must be a whole number of milliseconds, 0 or more'],
    [{ deliverAfterMs: Infinity }, 'deliverAfterMs is Infinity, it must be a whole number of milliseconds, 0 or more'],
    [{ deliverAt: new Date(NaN) }, 'deliverAt is Invalid Date, it must be a Date from 1970 on'],
    [{ deliverAt: 1_795_372_493_216 }, 'deliverAt is 1795372493216, it must be a Date from 1970 on'],
    [{ deliverAt: null }, 'deliverAt is null, it must be a Date from 1970 on'],
  ])('%j is refused', (time, text) => {
    const problem = deliveryTimeProblem(timed(time));

    expect(problem?.[1]).toBe(text);
  });
});
