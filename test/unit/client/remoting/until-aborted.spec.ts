import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { untilAborted } from '../../../../lib/client/remoting/until-aborted.js';
import { rejectionOf } from '../../../fixtures/remoting-turns.js';

describe('untilAborted()', () => {
  it('hands on the answer, and leaves no listener on the signal', async () => {
    const { signal } = new AbortController();

    const answer = await untilAborted(Promise.resolve(7), signal);
    const failure = await rejectionOf(untilAborted(Promise.reject(new Error('no')), signal));

    expect([answer, failure.message]).toEqual([7, 'no']);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects with the reason of the signal, aborted before or after', async () => {
    const abort = new AbortController();
    const never = new Promise(() => {});
    const waiting = rejectionOf(untilAborted(never, abort.signal));

    abort.abort(new Error('enough'));

    expect((await waiting).message).toBe('enough');
    expect((await rejectionOf(untilAborted(never, abort.signal))).message).toBe('enough');
  });
});
