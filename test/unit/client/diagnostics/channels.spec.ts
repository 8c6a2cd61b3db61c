import { channel } from 'node:diagnostics_channel';
import { expect, it } from '@jest/globals';
import { CHANNELS } from '../../../../lib/client/diagnostics/channels.js';
import { CHANNEL_NAMES, eventLog } from '../../../fixtures/diagnostics.js';

it('are those of Node under the names that their events have', () => {
  const held = Object.values(CHANNELS) as unknown[];

  expect(held).toEqual(CHANNEL_NAMES.map((name) => channel(name)));
  expect(new Set(held).size).toBe(CHANNEL_NAMES.length);
});

function subscribed(): boolean[] {
  return Object.values(CHANNELS).map(({ hasSubscribers }) => hasSubscribers);
}

it('have no subscriber before somebody subscribes, and none after', () => {
  const before = subscribed();
  const log = eventLog();
  const during = subscribed();

  log[Symbol.dispose]();

  expect([before, during, subscribed()].map((one) => new Set(one))).toEqual([
    new Set([false]),
    new Set([true]),
    new Set([false]),
  ]);
});
