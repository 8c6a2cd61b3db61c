import { describe, expect, it } from '@jest/globals';
import { hooksInTurn } from '../../../../lib/client/remoting/hooks-in-turn.js';
import type { RPCHook } from '../../../../lib/client/remoting/rpc-hook.js';
import { aReadyProducer, answerSend, busySocket, send } from '../../../fixtures/remoting-producer.js';
import { BROKER_A } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

/** Throws or rejects with whatever it is told to. */
const thrower = (reason: unknown) => (): never => {
  throw reason;
};
const rejecter = (reason: unknown) => (): Promise<void> => Promise.resolve().then(thrower(reason));
const nothing = (): void => {};
const before = (doBeforeRequest: () => never | Promise<void>): RPCHook => ({ doBeforeRequest });
const after = (doAfterResponse: () => never | Promise<void>): RPCHook => ({
  doBeforeRequest: nothing,
  doAfterResponse,
});

const call = (hook: () => void | Promise<void>): void | Promise<void> => hook();

describe('hooksInTurn', () => {
  it('hands on the very error that a hook threw or rejected with', async () => {
    const error = new TypeError('no');

    expect(() => hooksInTurn([thrower(error)], call, undefined)).toThrow(error);
    await expect(hooksInTurn([rejecter(error)], call, undefined)).rejects.toBe(error);
  });
});

describe('a hook that throws what is no Error', () => {
  it.each([
    ['thrown before the request', before(thrower(undefined)), 'undefined'],
    ['rejected with before the request', before(rejecter(undefined)), 'undefined'],
    ['thrown after the answer', after(thrower(undefined)), 'undefined'],
    ['rejected with after the answer', after(rejecter('a text')), 'a text'],
  ])('%s fails its send, like any other', async (_when, hook, shown) => {
    const rig = await aReadyProducer([BROKER_A], { connection: { rpcHooks: [hook] } });

    const outcome = outcomeOf(send(rig));
    await turn();
    if (hook.doAfterResponse !== undefined) answerSend(busySocket(rig));
    await turn();

    expect(outcome.now).toMatchObject({
      error: { code: 'HOOK_FAILED', message: expect.stringContaining(`a hook threw what is no Error: ${shown}`) },
    });
  });
});
