import { expect, it } from '@jest/globals';
import { publishingDialer } from '../../../../lib/client/remoting/dial-events.js';
import { eventLog, PLAIN_DIAGNOSTICS } from '../../../fixtures/diagnostics.js';
import { ManualClock } from '../../../fixtures/remoting-clock.js';
import { FakeDialer } from '../../../fixtures/remoting-dialer.js';

const ADDRESS = '10.0.0.1:10911';
const { clientId } = PLAIN_DIAGNOSTICS;

it.each([
  ['accepted', 'rocketmq:connect:end', {}],
  ['refused', 'rocketmq:connect:error', { error: { code: 'CONNECT_FAILED' } }],
  ['cancelled', 'rocketmq:connect:error', { error: { code: 'CONNECT_FAILED' } }],
] as const)('a dial that is %s starts and ends in order, and its callbacks hear the same', (how, name, facts) => {
  const clock = new ManualClock();
  const dialer = new FakeDialer();
  const heard: string[] = [];
  using log = eventLog(['rocketmq:connect:start', 'rocketmq:connect:end', 'rocketmq:connect:error']);
  const dial = publishingDialer(dialer.dial, PLAIN_DIAGNOSTICS, clock)(ADDRESS, 1000, {
    onConnected: () => heard.push('accepted'),
    onFailure: () => heard.push('refused'),
  });
  clock.advance(6);

  if (how === 'accepted') dialer.accept(ADDRESS);
  else if (how === 'refused') dialer.refuse(ADDRESS);
  else dial.cancel();

  expect(log.told).toMatchObject([
    { name: 'rocketmq:connect:start', event: { clientId, address: ADDRESS } },
    { name, event: { clientId, address: ADDRESS, elapsedMs: 6, ...facts } },
  ]);
  expect(heard).toEqual(how === 'cancelled' ? [] : [how]);
  expect(dialer.dials.map(({ isCancelled }) => isCancelled)).toEqual([how === 'cancelled']);
});
