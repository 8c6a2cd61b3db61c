/**
 * Requests in flight over all connections of a client: who has a permit, who waits for one, and when it comes back.
 */
import { describe, expect, it } from '@jest/globals';
import { InFlightLimit } from '../../../../lib/client/remoting/in-flight-limit.js';
import type { RPCHook } from '../../../../lib/client/remoting/rpc-hook.js';
import { rocketMQErrorOf, thrownBy } from '../../../fixtures/caught.js';
import { ManualClock } from '../../../fixtures/remoting-clock.js';
import {
  aConnection,
  aRequest,
  type ConnectionRig,
  type LimitedRig,
  RecordingWaiter,
} from '../../../fixtures/remoting-connection.js';
import { turn } from '../../../fixtures/remoting-turns.js';

function aLimited(max: number): LimitedRig {
  const clock = new ManualClock();
  const requestLimit = new InFlightLimit('maxInFlightRequests', max, clock);
  const onewayLimit = new InFlightLimit('maxInFlightOneways', max, clock);
  return { clock, requestLimit, onewayLimit };
}

function aWaiting(rig: ConnectionRig, waiter = new RecordingWaiter()): RecordingWaiter {
  rig.connection.request(aRequest(), waiter);
  return waiter;
}

describe('the limit on requests in flight', () => {
  it('[E6.3] [E6.8] lets a request above it wait for the answer to another, also on another connection', async () => {
    const limits = aLimited(1);
    const [here, there] = [aConnection(limits), aConnection(limits)];
    aWaiting(here);
    const second = aWaiting(there);
    const before = there.socket.writes.length;

    here.socket.answer(here.socket.lastFrame);
    await turn();
    there.socket.answer(there.socket.lastFrame);

    expect([before, second.responses.length]).toEqual([0, 1]);
    expect(limits.requestLimit.inFlight).toBe(0);
  });

  it.each<[string, (rig: ConnectionRig) => void]>([
    ['an answer', ({ socket }) => socket.answer(socket.lastFrame)],
    ['a time-out', ({ clock }) => clock.advance(500)],
    ['the end of the connection', ({ connection }) => connection.close('the test says so')],
    ['the drain of the connection', ({ connection }) => connection.end('the test says so')],
  ])('gets a permit back once, by %s', (_how, settle) => {
    const limits = aLimited(2);
    const rig = aConnection(limits);
    const waiter = aWaiting(rig, new RecordingWaiter(limits.clock.now() + 500));

    settle(rig);
    if (rig.connection.state !== 'draining') rig.socket.answer(rig.socket.lastFrame);
    rig.connection.close('again');

    expect(waiter.calls).toBe(1);
    expect(limits.requestLimit.inFlight).toBe(0);
  });

  it('gets the permit back of a request that could not be written', () => {
    const limits = aLimited(1);
    const rpcHooks = [{ doBeforeRequest: refuse }];
    const { connection } = aConnection({ ...limits, rpcHooks });

    for (let count = 0; count < 3; count += 1) {
      expect(() => connection.request(aRequest(), new RecordingWaiter())).toThrow('not this one');
      expect(() => connection.oneway(aRequest(), new RecordingWaiter())).toThrow('not this one');
    }

    expect([limits.requestLimit.inFlight, limits.onewayLimit.inFlight]).toEqual([0, 0]);
  });

  it('[E6.4] [E6.5] [E6.6] fails a request that waits for a permit until its own deadline', () => {
    const limits = aLimited(1);
    const rig = aConnection(limits);
    const first = aWaiting(rig);
    const second = aWaiting(rig, new RecordingWaiter(limits.clock.now() + 300));

    limits.clock.advance(300);

    expect(second.failures).toMatchObject([{ code: 'TOO_MANY_REQUESTS', waitedMs: 300, address: '10.0.0.1:10911' }]);
    expect([first.calls, rig.socket.frames.length]).toEqual([0, 1]);
  });

  it('[E6.7] does not write a request that ended while it waited', async () => {
    const limits = aLimited(1);
    const rig = aConnection(limits);
    aWaiting(rig);
    const aborted = new RecordingWaiter();
    rig.connection.request(aRequest(), aborted);
    const third = aWaiting(rig);
    aborted.isSettled = true;

    rig.socket.answer(rig.socket.lastFrame);
    await turn();

    expect(rig.socket.frames).toHaveLength(2);
    rig.socket.answer(rig.socket.lastFrame);
    expect([aborted.calls, third.responses.length, limits.requestLimit.inFlight]).toEqual([0, 1, 0]);
  });

  it('tells a waiting request, not who answered another, that it could not be written', () => {
    const limits = aLimited(1);
    const rig = aConnection(limits);
    aWaiting(rig);
    const second = new RecordingWaiter();
    rig.connection.request(aRequest({ header: { topic: 'x'.repeat(0x100_0000) } }), second);

    rig.socket.answer(rig.socket.lastFrame);

    expect(second.failures.map(({ name }) => name)).toEqual(['RangeError']);
    expect([rig.connection.state, limits.requestLimit.inFlight]).toEqual(['ready', 0]);
  });

  it('[E8.8] is asked after the hooks, as in Java: one that throws or returns a promise takes no permit', async () => {
    const limits = aLimited(1);
    const rpcHooks: RPCHook[] = [{ doBeforeRequest: refuse }, { doBeforeRequest: () => Promise.resolve() }];
    const [throwing, promising] = rpcHooks.map((hook) => aConnection({ ...limits, rpcHooks: [hook] }));

    const error = thrownBy(() => aWaiting(throwing as ConnectionRig));
    aWaiting(promising as ConnectionRig);
    const meanwhile = limits.requestLimit.inFlight;
    await turn();

    expect(error).toMatchObject({ message: 'not this one' });
    expect([meanwhile, limits.requestLimit.inFlight]).toEqual([0, 1]);
  });

  it.each(['close', 'end', 'retire'] as const)('fails who waits when its connection is to %s', (how) => {
    const limits = aLimited(1);
    const [here, there] = [aConnection(limits), aConnection(limits)];
    const pending = aWaiting(there);
    const queued = aWaiting(here);

    here.connection[how]('the test says so');

    expect(queued.failures).toMatchObject([{ code: 'CONNECTION_CLOSED' }]);
    expect([pending.calls, limits.requestLimit.waiting, limits.requestLimit.inFlight]).toEqual([0, 0, 1]);
  });

  it('refuses a request on a closed connection at once, full or not', () => {
    const limits = aLimited(1);
    const rig = aConnection(limits);
    limits.requestLimit.take();
    rig.connection.close('the test says so');

    const error = rocketMQErrorOf(() => rig.connection.request(aRequest(), new RecordingWaiter()));

    expect(error.code).toBe('CONNECTION_CLOSED');
  });
});

describe('the limit on one-way requests', () => {
  it('[E6.3] [E6.8] counts one until the socket has it', async () => {
    const limits = aLimited(1);
    const { connection, socket } = aConnection(limits);
    socket.isFull = true;
    const handOvers = [new RecordingWaiter(), new RecordingWaiter(), new RecordingWaiter()];
    for (const handOver of handOvers) connection.oneway(aRequest(), handOver);
    await turn();
    const whileFull = handOvers.map((handOver) => handOver.handOvers);

    socket.drain();
    await turn();

    expect(whileFull).toEqual([1, 0, 0]);
    expect(handOvers.map((handOver) => handOver.handOvers)).toEqual([1, 1, 1]);
    expect(limits.onewayLimit.inFlight).toBe(0);
  });

  it.each<[string, (rig: ConnectionRig) => void]>([
    ['its deadline', ({ clock }) => clock.advance(500)],
    ['the end of the connection', ({ connection }) => connection.close('the test says so')],
  ])('gets the permit back of one that the socket does not take, at %s', async (_how, settle) => {
    const limits = aLimited(9);
    const rig = aConnection(limits);
    const stuck = new RecordingWaiter(limits.clock.now() + 500);
    rig.socket.isFull = true;
    rig.connection.oneway(aRequest(), new RecordingWaiter());
    rig.connection.oneway(aRequest(), stuck);
    await turn();
    const before = limits.onewayLimit.inFlight;

    settle(rig);
    rig.socket.drain();

    expect([before, stuck.failures.length, limits.onewayLimit.inFlight]).toEqual([1, 1, 0]);
  });
});

function refuse(): never {
  throw new Error('not this one');
}
