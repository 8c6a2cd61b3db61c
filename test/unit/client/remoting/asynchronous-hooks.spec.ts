/**
 * RPC hooks that return promises: the request waits, the connection does not.
 */
import { describe, expect, it } from '@jest/globals';
import type { HookedRequest, RPCHook } from '../../../../lib/client/remoting/rpc-hook.js';
import { aConnection, aRequest, type ConnectionRig, RecordingWaiter } from '../../../fixtures/remoting-connection.js';
import { turn } from '../../../fixtures/remoting-turns.js';

/** Hooks whose promises the test settles, for the requests of topic `slow`. */
class SlowHook implements RPCHook {
  readonly #waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  readonly #when: 'before' | 'after';

  constructor(when: 'before' | 'after') {
    this.#when = when;
  }

  doBeforeRequest(_address: string, seen: HookedRequest): void | Promise<void> {
    seen.extFields['seen'] = 'yes';
    if (this.#when === 'before') return this.#wait(seen);
  }

  doAfterResponse(_address: string, seen: HookedRequest): void | Promise<void> {
    if (this.#when === 'after') return this.#wait(seen);
  }

  /** Settles the promise that has waited longest. */
  async settle(error?: Error): Promise<void> {
    const first = this.#waiting.shift();
    if (first === undefined) throw new Error('no hook waits');
    if (error === undefined) first.resolve();
    else first.reject(error);
    await turn();
    // The first turn runs what waited for the promise, the second one writes.
    await turn();
  }

  #wait({ extFields }: HookedRequest): void | Promise<void> {
    if (extFields['topic'] !== 'slow') return;
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }
}

interface HookedRig extends ConnectionRig {
  readonly hook: SlowHook;
}

function hookedConnection(when: 'before' | 'after', ...others: readonly RPCHook[]): HookedRig {
  const hook = new SlowHook(when);
  return { hook, ...aConnection({ rpcHooks: [hook, ...others] }) };
}

function request(rig: HookedRig, topic: string, deadlineAt = 2000): RecordingWaiter {
  const waiter = new RecordingWaiter(deadlineAt);
  rig.connection.request(aRequest({ header: { topic } }), waiter);
  return waiter;
}

const topics = ({ socket }: HookedRig): (string | undefined)[] =>
  socket.frames.map(({ extFields }) => extFields?.['topic']);

describe('[E8.7] a promise of doBeforeRequest', () => {
  it('holds its own request only, which is written when it resolves', async () => {
    const rig = hookedConnection('before');
    const slow = request(rig, 'slow');
    const [second, third] = [request(rig, 'second'), request(rig, 'third')];
    await turn();
    const before = topics(rig);

    await rig.hook.settle();
    for (const frame of rig.socket.frames) rig.socket.answer(frame);

    expect([before, topics(rig)]).toEqual([
      ['second', 'third'],
      ['second', 'third', 'slow'],
    ]);
    expect(rig.socket.lastFrame.extFields).toEqual({ topic: 'slow', seen: 'yes' });
    expect([slow, second, third].map(({ responses, calls }) => `${responses.length} of ${calls}`)).toEqual(
      Array(3).fill('1 of 1'),
    );
    expect(rig.clock.waiting).toBe(1);
  });

  it('holds the hooks behind it, so that a signature is the last of all', async () => {
    const signed: string[] = [];
    const signer: RPCHook = {
      doBeforeRequest: (_address, { extFields }) => void signed.push(Object.keys(extFields).join()),
    };
    const rig = hookedConnection('before', signer);
    request(rig, 'slow');
    const before = [...signed];

    await rig.hook.settle();

    expect([before, signed]).toEqual([[], ['topic,seen']]);
  });

  it('that rejects fails its request, of which nothing is written', async () => {
    const rig = hookedConnection('before');
    const slow = request(rig, 'slow');
    const error = new Error('no token');

    await rig.hook.settle(error);

    expect([slow.failures, slow.calls]).toEqual([[error], 1]);
    expect([topics(rig), rig.connection.state, rig.clock.waiting]).toEqual([[], 'ready', 0]);
  });

  it('that does not resolve before the deadline fails its request then, and what comes later is dropped', async () => {
    const rig = hookedConnection('before');
    const [slow, patient] = [request(rig, 'slow', 1500), request(rig, 'slow', 1800)];

    rig.clock.advance(499);
    const early = slow.calls;
    rig.clock.advance(1);

    expect(early).toBe(0);
    expect(slow.failures).toMatchObject([
      {
        code: 'REQUEST_TIMEOUT',
        message: 'the hooks before a request to 10.0.0.1:10911 did not end within 500 ms, it was not written',
      },
    ]);
    await rig.hook.settle();
    await rig.hook.settle();
    expect([topics(rig), slow.calls, patient.calls]).toEqual([['slow'], 1, 0]);
  });

  it.each(['close', 'end', 'retire'] as const)('fails its request in the tick of %s', async (how) => {
    const rig = hookedConnection('before');
    const [slow, second] = [request(rig, 'slow'), request(rig, 'second')];

    rig.connection[how]('enough');

    // A retired connection still waits for the answers to what is written.
    const failed = how === 'retire' ? [1, 0] : [1, 1];
    expect(slow.failures).toMatchObject([{ code: 'CONNECTION_CLOSED' }]);
    expect([slow, second].map(({ calls }) => calls)).toEqual(failed);
    await rig.hook.settle();
    expect([slow, second].map(({ calls }) => calls)).toEqual(failed);
    expect(topics(rig)).toEqual(['second']);
  });

  it('writes nothing for a waiter that has ended meanwhile', async () => {
    const rig = hookedConnection('before');
    const waiter = Object.assign(new RecordingWaiter(), { isSettled: false });
    rig.connection.request(aRequest({ header: { topic: 'slow' } }), waiter);
    waiter.isSettled = true;

    await rig.hook.settle();

    expect([topics(rig), waiter.calls]).toEqual([[], 0]);
  });

  it('holds a one-way request in the same way', async () => {
    const rig = hookedConnection('before');
    const [written, late] = [new RecordingWaiter(), new RecordingWaiter(1500)];
    for (const waiter of [written, late]) rig.connection.oneway(aRequest({ header: { topic: 'slow' } }), waiter);
    const before = [...topics(rig)];

    await rig.hook.settle();
    rig.clock.advance(500);

    expect([before, topics(rig)]).toEqual([[], ['slow']]);
    expect([written.handOvers, written.calls, late.handOvers, late.calls]).toEqual([1, 1, 0, 1]);
  });

  it('fails its request with what the write throws', async () => {
    const spoiler: RPCHook = {
      doBeforeRequest: (_address, { extFields }) =>
        void (extFields['topic'] = 'x'.repeat(0x80_0000) + 'y'.repeat(0x80_0000)),
    };
    const rig = hookedConnection('before', spoiler);
    const slow = request(rig, 'slow');

    await rig.hook.settle();

    expect([slow.failures.map(({ name }) => name), slow.calls]).toEqual([['RangeError'], 1]);
    expect(topics(rig)).toEqual([]);
  });
});

describe('[E8.7] a promise of doAfterResponse', () => {
  it('is waited for before the waiter hears of the answer, and holds no other answer', async () => {
    const rig = hookedConnection('after');
    const [slow, second] = [request(rig, 'slow'), request(rig, 'second')];
    await turn();
    for (const frame of rig.socket.frames) rig.socket.answer(frame, { code: 17 });
    const before = [slow.calls, second.calls];

    await rig.hook.settle();

    expect([before, slow.responses.map(({ code }) => code), slow.calls]).toEqual([[0, 1], [17], 1]);
  });

  it.each([
    ['rejects', new Error('bad signature')],
    ['does not resolve in time', undefined],
  ])('that %s fails its request', async (_how, error) => {
    const rig = hookedConnection('after');
    const slow = request(rig, 'slow');
    rig.socket.answer(rig.socket.lastFrame);

    if (error === undefined) rig.clock.advance(1000);
    else await rig.hook.settle(error);

    const expected = error?.message ?? 'the hooks after an answer of 10.0.0.1:10911 did not end within 1000 ms';
    expect([slow.failures.map(({ message }) => message), slow.calls]).toEqual([[expected], 1]);
    expect((slow.failures[0] as { code?: unknown }).code).toBeUndefined();
  });

  it('outlives a connection that is lost, as its request was handled', async () => {
    const rig = hookedConnection('after');
    const [slow, second] = [request(rig, 'slow'), request(rig, 'second')];
    rig.socket.answer(rig.socket.lastFrame);
    rig.socket.emit('close');
    const before = [slow.calls, second.failures.length];

    await rig.hook.settle();

    expect([before, slow.responses.length, slow.calls]).toEqual([[0, 1], 1, 1]);
    expect(rig.clock.waiting).toBe(0);
  });

  it('keeps a retired connection until it has ended', async () => {
    const rig = hookedConnection('after');
    const slow = request(rig, 'slow');
    rig.connection.retire('the server goes away');
    rig.socket.answer(rig.socket.lastFrame);
    const before = [rig.connection.state, slow.calls];

    await rig.hook.settle();

    expect([before, rig.connection.state, slow.responses.length]).toEqual([['retired', 0], 'draining', 1]);
  });

  it('ends with a connection that this side ends', () => {
    const rig = hookedConnection('after');
    const slow = request(rig, 'slow');
    rig.socket.answer(rig.socket.lastFrame);

    rig.connection.end('the client closes');

    expect([slow.failures.length, slow.calls, rig.clock.waiting]).toEqual([1, 1, 1]);
  });
});
