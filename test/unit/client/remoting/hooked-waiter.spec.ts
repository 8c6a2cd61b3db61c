import { describe, expect, it } from '@jest/globals';
import { HeldRequests } from '../../../../lib/client/remoting/held-requests.js';
import { HookedWaiter } from '../../../../lib/client/remoting/hooked-waiter.js';
import type { HookedRequest, RPCHook } from '../../../../lib/client/remoting/rpc-hook.js';
import { aCommand } from '../../../fixtures/commands.js';
import { ManualClock } from '../../../fixtures/remoting-clock.js';
import { RecordingWaiter } from '../../../fixtures/remoting-connection.js';

const request: HookedRequest = { code: 105, extFields: { topic: 'TopicTest' }, body: undefined };

const held = new HeldRequests({
  clock: new ManualClock(),
  expired: () => new Error('too late'),
  onEmpty: () => {},
});

function hooked(waiter: RecordingWaiter, hooks: readonly RPCHook[]): HookedWaiter {
  return new HookedWaiter(waiter, { hooks, address: '10.0.0.1:10911', request, held });
}

describe('HookedWaiter', () => {
  it('has the times of the waiter behind it', () => {
    const waiter = hooked(new RecordingWaiter(500, 100), []);

    expect([waiter.deadlineAt, waiter.sentAt]).toEqual([500, 100]);
  });

  it('[E8.3] runs the hooks in their order before the waiter hears of the answer', () => {
    const calls: unknown[] = [];
    const behind = new RecordingWaiter();
    behind.onSettled = () => calls.push('waiter');
    const hook = (name: string): RPCHook => ({
      doBeforeRequest: () => {},
      doAfterResponse: (...facts) => void calls.push([name, ...facts]),
    });
    const response = aCommand({ code: 17 });

    hooked(behind, [hook('first'), { doBeforeRequest: () => {} }, hook('second')]).onResponse(response, 1001);

    expect(calls).toEqual([
      ['first', '10.0.0.1:10911', request, response],
      ['second', '10.0.0.1:10911', request, response],
      'waiter',
    ]);
  });

  it('[E8.5] fails the waiter with what a hook throws, once', () => {
    const behind = new RecordingWaiter();
    const error = new Error('hook');
    const hook: RPCHook = {
      doBeforeRequest: () => {},
      doAfterResponse: () => {
        throw error;
      },
    };

    hooked(behind, [hook, hook]).onResponse(aCommand(), 1001);

    expect(behind.failures).toEqual([error]);
    expect(behind.calls).toBe(1);
  });

  it('[E8.3] runs no hook after a failure', () => {
    const calls: string[] = [];
    const behind = new RecordingWaiter();
    const hook: RPCHook = { doBeforeRequest: () => {}, doAfterResponse: () => void calls.push('hook') };
    const error = new Error('closed');

    hooked(behind, [hook]).onFailure(error);

    expect(calls).toEqual([]);
    expect(behind.failures).toEqual([error]);
  });
});
