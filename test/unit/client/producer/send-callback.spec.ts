import { describe, expect, it } from '@jest/globals';
import { isSendCallback } from '../../../../lib/client/producer/send-callback.js';

const nothing = (): void => {};

class Callback {
  onSuccess(): void {}
  onException(): void {}
}

describe('isSendCallback', () => {
  it.each([
    ['an object with both methods', { onSuccess: nothing, onException: nothing }],
    ['an instance whose class has them', new Callback()],
  ])('takes %s', (_what, value) => {
    const isCallback = isSendCallback(value);

    expect(isCallback).toBe(true);
  });

  it.each([
    ['a function', nothing],
    ['a function with both methods', Object.assign(() => {}, { onSuccess: nothing, onException: nothing })],
    ['null', null],
    ['undefined', undefined],
    ['half a callback', { onSuccess: nothing }],
    ['the other half', { onException: nothing }],
    ['methods that are none', { onSuccess: true, onException: 'yes' }],
    ['a text', 'callback'],
  ])('refuses %s', (_what, value) => {
    const isCallback = isSendCallback(value);

    expect(isCallback).toBe(false);
  });
});
